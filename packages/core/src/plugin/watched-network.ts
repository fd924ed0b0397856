import { delegate } from "../network/delegate.js";
import { deliveredTwice, toldMessage } from "../network/delivered-twice.js";
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
    refuses: askingReason(gate, backend, "refuses"),
    refinements:
      backend.refinements &&
      ((options) => {
        const found = gate.enter("refinements()", () => backend.refinements!(options));
        const isList =
          Array.isArray(found) && found.every((own) => isObject(own) && typeof own.what === "string");
        return gate.checked("refinements()", found, isList, "a list of { what, without }");
      }),
  });
}

/** A hook that answers why something cannot be done, or nothing. */
export function askingReason<Entry extends object, Name extends keyof Entry & string>(
  gate: Gate,
  entry: Entry,
  name: Name,
): Entry[Name] {
  const isReason = (answer: unknown) => answer === undefined || typeof answer === "string";
  return gate.asking(entry, name, isReason, "a clause, or nothing");
}

/** Of hooks that may answer whatever they like. */
export const isAnything = () => true;

/** The methods that a network need not have, and what they answer. */
const otherMethods = {
  flightTime: [isAmount, "ns, 0 or more"],
  standForAll: [isAnything, ""],
  rankAwake: [isAnything, ""],
  pending: [Array.isArray, "a list of who waits for what"],
  memoryElsewhere: [isAmount, "bytes, 0 or more"],
  close: [isAnything, ""],
} as const satisfies Partial<Record<keyof Network, readonly [(answer: unknown) => boolean, string]>>;
const otherNames = Object.keys(otherMethods) as (keyof typeof otherMethods)[];

/** Throws CONTRACT_BROKEN for what is no network. */
function checkMembers(gate: Gate, network: unknown): void {
  const expected = "a network: { send(message, delivered), report() }";
  if (!isObject(network))
    throw gate.broken("create()", "gave a wrong answer", network ?? "nothing", expected);
  for (const name of ["send", "report", ...otherNames]) {
    const member = network[name];
    if (typeof member === "function" || (member === undefined && name in otherMethods)) continue;
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
  const { clock } = inner;
  const others = otherNames.filter((name) => name in inner);
  return {
    ...inner,
    ...Object.fromEntries(
      others.map((name) => {
        const [isRight, expected] = otherMethods[name];
        return [name, gate.asking(inner, name, isRight, expected)];
      }),
    ),
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
    ...(clock && {
      clock: {
        nextEventTime: gate.asking(clock, "nextEventTime", isAnything, ""),
        advanceTo: gate.asking(clock, "advanceTo", isAnything, ""),
      },
    }),
  };
}

/** One message in a plugin's hands. What it was is kept: its object may serve another by the time of a second delivery. */
class Delivery {
  isSent = false;
  readonly arrive: () => void;
  #isOver = false;

  constructor(gate: Gate, { source, destination, bytes }: Message, delivered: () => void) {
    this.arrive = () => {
      if (!this.isSent)
        throw gate.broken(
          "send()",
          `delivered ${toldMessage({ source, destination, bytes })}`,
          undefined,
          "a call of `delivered` after `send` has returned",
          "Put it off: simulator.schedule(0, delivered).",
        );
      if (this.#isOver) throw deliveredTwice(gate.who, { source, destination, bytes });
      this.#isOver = true;
      beyondPlugin(delivered);
    };
  }
}
