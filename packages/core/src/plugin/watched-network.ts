import { AstraError } from "../errors/astra-error.js";
import { delegate } from "../network/delegate.js";
import type { Message } from "../network/message.js";
import type { Network, NetworkBackend, NetworkContext } from "../network/network.js";
import { reportProblem } from "../network/report-problem.js";
import { isAmount, isObject } from "../schema/shape-of-value.js";
import { beyondPlugin, type Gate } from "./gate.js";
import { watched } from "./watched.js";
import { WatchedSimulator } from "./watched-simulator.js";

/** A network backend whose calls pass the gate: its factory, and everything that the network does. */
export function watchedBackend(backend: NetworkBackend, gate: Gate): NetworkBackend {
  return watched(gate, backend, {
    create(context, options) {
      const simulator = new WatchedSimulator(context.simulator, gate);
      const network = gate.enter("create()", () => backend.create({ ...context, simulator }, options));
      checkMembers(gate, network);
      return watchedNetwork(gate, network, backend, context);
    },
    refuses:
      backend.refuses &&
      ((topology) => {
        const reason = gate.enter("refuses()", () => backend.refuses!(topology));
        const isReason = reason === undefined || typeof reason === "string";
        return gate.checked("refuses()", reason, isReason, "a clause, or nothing");
      }),
  });
}

const neededMethods = ["send", "report"];
const otherMethods = ["flightTime", "standForAll", "rankAwake", "pending", "memoryElsewhere", "close"];

/** Throws CONTRACT_BROKEN for what is no network. */
function checkMembers(gate: Gate, network: unknown): void {
  const expected = "a network: { send(message, delivered), report() }";
  if (!isObject(network))
    throw gate.broken("create()", "gave a wrong answer", network ?? "nothing", expected);
  for (const name of [...neededMethods, ...otherMethods]) {
    const member = network[name];
    if (typeof member === "function" || (member === undefined && otherMethods.includes(name))) continue;
    throw gate.broken(
      "create()",
      `gave a network whose \`${name}\` is no function`,
      member === undefined ? "nothing" : typeof member,
      expected,
    );
  }
  const { clock, startTime } = network;
  const isClock =
    isObject(clock) && typeof clock.nextEventTime === "function" && typeof clock.advanceTo === "function";
  if (clock !== undefined && !isClock)
    throw gate.broken(
      "create()",
      "gave a network whose `clock` is none",
      clock,
      "{ nextEventTime(limit), advanceTo(time) }",
    );
  if (startTime !== undefined && !isAmount(startTime))
    throw gate.broken("create()", "gave a network whose `startTime` is none", startTime, "ns, 0 or more");
}

function watchedNetwork(
  gate: Gate,
  network: Network,
  { capabilities }: NetworkBackend,
  { topology }: NetworkContext,
): Network {
  const inner = delegate(network);
  const { flightTime, clock, pending, memoryElsewhere, standForAll, rankAwake, close } = inner;
  return {
    ...inner,
    send(message, delivered) {
      const delivery = new Delivery(gate, message, delivered);
      gate.enter("send()", () => inner.send(message, delivery.arrive));
      delivery.isSent = true;
    },
    report() {
      const report = gate.enter("report()", () => inner.report());
      const problem = reportProblem(report, {
        dimensions: topology.dimensions.length,
        perLinkReport: capabilities.perLinkReport,
      });
      if (problem === undefined) return report;
      const { field, found, expected } = problem;
      const where = field === "" ? "gave a wrong answer" : `gave a wrong value as \`${field}\``;
      throw gate.broken("report()", where, found === undefined ? "nothing" : found, expected);
    },
    ...(flightTime && {
      flightTime(message) {
        const time = gate.enter("flightTime()", () => flightTime(message));
        return gate.checked("flightTime()", time, isAmount(time), "ns, 0 or more");
      },
    }),
    ...(clock && {
      clock: {
        nextEventTime: (limit) => gate.enter("nextEventTime()", () => clock.nextEventTime(limit)),
        advanceTo: (time) => gate.enter("advanceTo()", () => clock.advanceTo(time)),
      },
    }),
    ...(pending && {
      pending() {
        const waiters = gate.enter("pending()", pending);
        return gate.checked("pending()", waiters, Array.isArray(waiters), "a list of who waits for what");
      },
    }),
    ...(memoryElsewhere && {
      memoryElsewhere() {
        const bytes = gate.enter("memoryElsewhere()", memoryElsewhere);
        return gate.checked("memoryElsewhere()", bytes, isAmount(bytes), "bytes, 0 or more");
      },
    }),
    ...(standForAll && { standForAll: () => gate.enter("standForAll()", standForAll) }),
    ...(rankAwake && { rankAwake: (rank) => gate.enter("rankAwake()", () => rankAwake(rank)) }),
    ...(close && { close: () => gate.enter("close()", close) }),
  };
}

/** One message in a plugin's hands. */
class Delivery {
  isSent = false;
  readonly #gate: Gate;
  readonly #what: string;
  #isOver = false;
  readonly arrive: () => void;

  constructor(gate: Gate, { source, destination, bytes }: Message, delivered: () => void) {
    this.#gate = gate;
    this.#what = `a message of ${bytes} B from rank ${source} to rank ${destination}`;
    this.arrive = () => {
      this.#check();
      this.#isOver = true;
      beyondPlugin(delivered);
    };
  }

  #check(): void {
    if (!this.isSent)
      throw this.#gate.broken(
        "send()",
        `delivered ${this.#what}`,
        undefined,
        "a call of `delivered` after `send` has returned",
        "Put it off: simulator.schedule(0, delivered).",
      );
    if (this.#isOver)
      throw new AstraError("CONTRACT_BROKEN", {
        problem: `${this.#gate.who} delivered ${this.#what} twice`,
        hint: "A backend must call `delivered` exactly once for each `send`.",
      });
  }
}
