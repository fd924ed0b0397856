import { AstraError, defineWorkloadFormat } from "@astra-ts/core";
import { type Connection, type ConnectionFile, readConnections, type Trigger } from "./connection-lines.js";
import { type MessageEnds, Schedule } from "./schedule.js";

/** htsim's connection matrices: one message for each connection, at its time or when its trigger fires. */
export const htsimConnections = defineWorkloadFormat({
  name: "htsim-connections",
  description: "htsim's connection matrix (.cm): flows with start times and triggers",
  extensions: [".cm"],
  recognizes: (text) => /^[ \t]*Nodes[ \t]+\d/im.test(text) && /^[ \t]*Connections[ \t]+\d/im.test(text),
  read(text, { file, warn }) {
    const read = readConnections(text, file, (message) => warn(`${file}:${message}`));
    const schedule = new Schedule(read.nodes);
    for (const { source, start } of read.connections)
      if (start !== undefined) schedule.announce(source, start);
    schedule.layMoments();
    addInOrder(schedule, read, file);
    return schedule.workload();
  },
});

/** Who fires a trigger: a connection, when its source has sent all or when its destination has received all. */
interface Signal {
  readonly connection: Connection;
  readonly end: keyof MessageEnds;
}

/** Connections after those that fire their triggers. A multishot trigger starts its connections again with each signal. */
function addInOrder(schedule: Schedule, { connections, triggers }: ConnectionFile, file: string): void {
  const signals = new Map<number, Signal[]>();
  const note = (trigger: number | undefined, signal: Signal): void => {
    if (trigger === undefined) return;
    const known = signals.get(trigger);
    if (known === undefined) signals.set(trigger, [signal]);
    else known.push(signal);
  };
  for (const connection of connections) {
    note(connection.sendDone, { connection, end: "sent" });
    note(connection.receiveDone, { connection, end: "received" });
  }
  const firings = new Map(
    connections.map((connection) => {
      const { trigger } = connection;
      const own =
        trigger === undefined
          ? [[]]
          : firingsOf(triggers.get(trigger)!, signals.get(trigger) ?? [], connection, file);
      return [connection, own] as const;
    }),
  );
  const ends = new Map<Connection, readonly MessageEnds[]>();
  for (const connection of inOrder(firings, file)) {
    const { source, start = 0 } = connection;
    const messages = firings.get(connection)!.map((firing) => {
      const after = firing.flatMap(({ connection: earlier, end }) =>
        ends
          .get(earlier)!
          .map((one) => arrivalOf(schedule, { rank: rankOf(earlier, end), node: one[end] }, source)),
      );
      return schedule.add(connection, start, after);
    });
    ends.set(connection, messages);
  }
}

/** Connections, each after those that it waits for. Throws INVALID_VALUE for a circle. */
function inOrder(
  firings: ReadonlyMap<Connection, readonly (readonly Signal[])[]>,
  file: string,
): Connection[] {
  const waiting = new Map<Connection, number>();
  const followers = new Map<Connection, Connection[]>();
  for (const [connection, own] of firings) {
    const earlier = own.flat().map((signal) => signal.connection);
    waiting.set(connection, earlier.length);
    for (const one of earlier) followers.set(one, [...(followers.get(one) ?? []), connection]);
  }
  const ready = [...firings.keys()].filter((connection) => waiting.get(connection) === 0);
  for (const connection of ready)
    for (const follower of followers.get(connection) ?? []) {
      const left = waiting.get(follower)! - 1;
      waiting.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  const stuck = [...firings.keys()].find((connection) => waiting.get(connection)! > 0);
  if (stuck === undefined) return ready;
  throw new AstraError("INVALID_VALUE", {
    file,
    line: stuck.line,
    field: "trigger",
    problem: "connections wait for each other in a circle",
    found: `${stuck.source}->${stuck.destination}`,
  });
}

function rankOf({ source, destination }: Connection, end: keyof MessageEnds): number {
  return end === "sent" ? source : destination;
}

/** The node by which a rank learns of a signal: the one that gives it, or a message of no bytes from another rank, as triggers take no time in htsim and news does. */
function arrivalOf(schedule: Schedule, { rank, node }: { rank: number; node: number }, to: number): number {
  return rank === to ? node : schedule.add({ source: rank, destination: to, bytes: 0 }, 0, [node]).received;
}

/** What each firing of a trigger waits for: all signals of a barrier, one of a oneshot or multishot. Throws where it would depend on which signal comes first. */
function firingsOf(
  { kind, count, line }: Trigger,
  signals: readonly Signal[],
  { trigger }: Connection,
  file: string,
): (readonly Signal[])[] {
  const wrong = (problem: string, expected: string): AstraError =>
    new AstraError("UNSUPPORTED", {
      file,
      line,
      field: `trigger ${trigger}`,
      problem,
      found: `${signals.length} connections that fire it`,
      expected,
    });
  if (signals.length === 0)
    throw wrong("nothing fires the trigger", "a send_done_trigger or recv_done_trigger");
  if (kind === "multishot") return signals.map((signal) => [signal]);
  if (kind === "barrier" && count !== signals.length)
    throw wrong("a barrier for some of its signals is not known here", `${count}, all of which it waits for`);
  if (kind === "oneshot" && signals.length > 1)
    throw wrong("which signal comes first is not known before the run", "one");
  return [signals];
}
