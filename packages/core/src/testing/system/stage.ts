import type { CollectiveAlgorithm } from "../../collective/collective.js";
import { createMailbox } from "../../network/create-mailbox.js";
import type { Mailbox } from "../../network/mailbox.js";
import type { Message } from "../../network/message.js";
import type { Network } from "../../network/network.js";
import { EventWheel } from "../../simulator/event-wheel.js";
import { RankAgenda } from "../../simulator/rank-agenda.js";
import { logicalDimensionsOf } from "../../system/logical-dimensions.js";
import type {
  CollectiveHandle,
  CollectiveRequest,
  SystemLayer,
  SystemModel,
  SystemReport,
} from "../../system/system.js";
import type { Topology } from "../../topology/topology.js";
import { broken } from "../checks/check.js";

/** Time of every message on the kit's network, ns: so much, and a ns for each 50 bytes. */
export const latency = 1000;

/** A collective that a rank is to issue: at once, or when its collective before has ended. */
export interface ScriptedCollective {
  readonly request: CollectiveRequest;
  readonly isAfterLast: boolean;
}

/** What became of one collective on one rank. */
export interface IssuedCollective {
  readonly rank: number;
  readonly handle: CollectiveHandle;
  readonly issued: number;
  /** When `done` was called, each time; ns. */
  readonly ends: number[];
  /** True where `done` was called before `issue` had returned. */
  readonly endedWithin: boolean;
}

/** What a system layer did with a script. Plain data, so that two can be compared as text. */
export interface SystemTrace {
  readonly collectives: readonly IssuedCollective[];
  /** Messages, as they were sent and awaited: `send 0 1 tag bytes`. */
  readonly messages: readonly string[];
  /** Messages whose ends or sizes are none. */
  readonly wrong: readonly string[];
  readonly pendingSystem: number;
  readonly pendingMessages: number;
  readonly waiters: readonly string[];
  readonly reports: readonly SystemReport[];
  readonly sent: { readonly messages: number; readonly of: number } | undefined;
  readonly warnings: readonly string[];
}

export interface Script {
  /** By rank. */
  readonly ranks: readonly (readonly ScriptedCollective[])[];
}

const mostSteps = 5_000_000;

/** Builds the layer of a model on a machine, has all ranks issue their collectives, and runs until nothing is left. */
export function playSystem<Options>(
  model: SystemModel<Options>,
  options: Options,
  topology: Topology,
  collectives: ReadonlyMap<string, CollectiveAlgorithm>,
  { ranks }: Script,
): SystemTrace {
  const simulator = new EventWheel();
  const agenda = new RankAgenda(simulator, topology.npus);
  const network = { flightTime: ({ bytes }: Message) => latency + Math.floor(bytes / 50) } as Network;
  const inner = createMailbox(simulator, network, topology.npus);
  const messages: string[] = [];
  const wrong: string[] = [];
  const note = (
    what: string,
    { source, destination, tag, bytes }: Omit<Message, "dimension" | "queue">,
  ): void => {
    const text = `${what} ${source} ${destination} ${tag} ${bytes}`;
    messages.push(text);
    const isRank = (rank: number): boolean => Number.isInteger(rank) && rank >= 0 && rank < topology.npus;
    const isSize = Number.isSafeInteger(bytes) && bytes >= 0;
    if (
      !isRank(source) ||
      !isRank(destination) ||
      source === destination ||
      !isSize ||
      !Number.isSafeInteger(tag)
    )
      wrong.push(text);
  };
  const mailbox: Mailbox = {
    send(message, sent) {
      note("send", message);
      inner.send(message, sent);
    },
    receive(message, received) {
      note("receive", message);
      inner.receive(message, received);
    },
    get bytesSent() {
      return inner.bytesSent;
    },
    get messages() {
      return inner.messages;
    },
    pending: () => inner.pending(),
  };
  const warnings: string[] = [];
  const observed = topology.npus > 1 ? [0, topology.npus - 1] : [0];
  const layer = model.create(
    {
      simulator,
      agenda,
      mailbox,
      topology,
      logicalDimensions: logicalDimensionsOf(topology),
      collectives,
      observed,
      warn: (message) => void warnings.push(message),
    },
    options,
  );
  const issued: IssuedCollective[] = [];
  simulator.schedule(0, () => {
    ranks.forEach((script, rank) => {
      issueFrom(layer, rank, script, 0, () => simulator.now, issued);
    });
  });
  for (let steps = 0; simulator.step() || (layer.relieve?.() ?? false); steps++)
    if (steps === mostSteps) throw broken("the run", `does not end within ${mostSteps} events`);
  const waiters = layer.pending();
  return {
    collectives: issued,
    messages,
    wrong,
    pendingSystem: waiters.length,
    pendingMessages: inner.pending().length,
    waiters: waiters.map(({ rank, waitsFor }) => `${rank} ${waitsFor}`),
    reports: observed.map((rank) => layer.report(rank)),
    sent: layer.sent?.(),
    warnings,
  };
}

/** Issues what a rank can issue now; the first that is to come after the last one's end waits for it. */
function issueFrom(
  layer: SystemLayer,
  rank: number,
  script: readonly ScriptedCollective[],
  first: number,
  now: () => number,
  issued: IssuedCollective[],
): void {
  for (let index = first; index < script.length; index++) {
    const isLastBeforeWait = script[index + 1]?.isAfterLast === true;
    const ends: number[] = [];
    let hasReturned = false;
    let endedWithin = false;
    const goOn = (): void => {
      if (isLastBeforeWait && ends.length <= 1) issueFrom(layer, rank, script, index + 1, now, issued);
    };
    const handle = layer.issue(rank, script[index]!.request, () => {
      if (!hasReturned) endedWithin = true;
      ends.push(now());
      if (hasReturned) goOn();
    });
    hasReturned = true;
    issued.push({ rank, handle, issued: now(), ends, endedWithin });
    if (!isLastBeforeWait) continue;
    // What has nothing to send is over at once.
    if (!handle.active || endedWithin) goOn();
    return;
  }
}
