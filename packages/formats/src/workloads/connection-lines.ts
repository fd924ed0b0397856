import { AstraError } from "@astra-ts/core";
import { linesOf, type TextLine } from "../lines.js";

/** One flow of a connection matrix. */
export interface Connection {
  readonly line: number;
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
  /** ns; undefined where a trigger starts it. */
  readonly start: number | undefined;
  readonly trigger: number | undefined;
  /** Triggers that it fires when all is sent, and when all is received. */
  readonly sendDone: number | undefined;
  readonly receiveDone: number | undefined;
}

/** What starts connections when others are over. */
export interface Trigger {
  readonly line: number;
  readonly kind: "oneshot" | "multishot" | "barrier";
  /** Signals that a barrier waits for. */
  readonly count: number;
}

/** A connection matrix as it stands. */
export interface ConnectionFile {
  readonly nodes: number;
  readonly connections: readonly Connection[];
  readonly triggers: ReadonlyMap<number, Trigger>;
}

/** Nodes that are read at most. */
const mostNodes = 2 ** 20;
const picosecondsPerNanosecond = 1000;
const kinds = ["oneshot", "multishot", "barrier"] as const;
/** Words of a connection that are followed by a number, and what they mean. */
const fields = ["id", "start", "trigger", "size", "send_done_trigger", "recv_done_trigger", "prio"] as const;
type Field = (typeof fields)[number];

/** Reads htsim's text. Throws with file and line. `warn` is told the line, and what has no effect. */
export function readConnections(text: string, file: string, warn: (message: string) => void): ConnectionFile {
  const header = new Map<string, { readonly value: number; readonly line: number }>();
  const connections: Connection[] = [];
  const triggers = new Map<number, Trigger>();
  let prioritized = 0;
  for (const line of linesOf(text)) {
    const [first = ""] = line.words;
    const key = first.toLowerCase();
    if (/^(nodes|connections|triggers|failures)$/.test(key))
      header.set(key, { value: numberAfter(line, 0, file), line: line.number });
    else if (/^\d+->\d+$/.test(first)) {
      const connection = connectionOf(line, file);
      if (line.words.includes("prio")) prioritized++;
      connections.push(connection);
    } else if (key === "trigger") addTrigger(triggers, line, file);
    else if (key === "failure")
      warn(`${line.number}: a failure of a link has no effect: write it as topology.overrides`);
    else
      throw wrong(
        line,
        file,
        "a line of an unknown kind",
        "Nodes, Connections, Triggers, src->dst …, trigger …",
      );
  }
  if (prioritized > 0) warn(` priorities of ${prioritized} connections have no effect`);
  const nodes = header.get("nodes");
  if (nodes === undefined || !(nodes.value >= 1))
    throw new AstraError("MISSING_VALUE", {
      file,
      line: nodes?.line ?? 1,
      field: "Nodes",
      problem: "there are no nodes",
      expected: "Nodes and their number",
    });
  if (nodes.value > mostNodes || !Number.isInteger(nodes.value))
    throw new AstraError("INVALID_VALUE", {
      file,
      line: nodes.line,
      field: "Nodes",
      problem: "no number of nodes",
      found: nodes.value,
      expected: `a whole number, 1 to ${mostNodes}`,
    });
  checkCount(header.get("connections"), connections.length, "Connections", file);
  checkCount(header.get("triggers"), triggers.size, "Triggers", file);
  for (const { line, source, destination, trigger, sendDone, receiveDone } of connections) {
    for (const node of [source, destination])
      if (node >= nodes.value)
        throw new AstraError("INVALID_VALUE", {
          file,
          line,
          problem: "there is no such node",
          found: node,
          expected: `0 to ${nodes.value - 1}`,
        });
    for (const id of [trigger, sendDone, receiveDone])
      if (id !== undefined && !triggers.has(id))
        throw new AstraError("INVALID_VALUE", {
          file,
          line,
          field: "trigger",
          problem: "there is no such trigger",
          found: id,
          expected: "the id of a trigger line",
        });
  }
  return { nodes: nodes.value, connections, triggers };
}

function connectionOf(line: TextLine, file: string): Connection {
  const [source, destination] = line.words[0]!.split("->").map(Number) as [number, number];
  const values = new Map<Field, number>();
  for (let at = 1; at < line.words.length; at++) {
    const word = line.words[at]!;
    if (word === "addon") continue;
    if (!(fields as readonly string[]).includes(word))
      throw wrong(line, file, `"${word}" is not known`, fields.join(", "));
    values.set(word as Field, numberAfter(line, at++, file));
  }
  const size = values.get("size") ?? 0;
  if (size <= 0 || !Number.isInteger(size))
    throw wrong(
      line,
      file,
      "a flow without an end cannot be simulated to its end",
      "size and a number of bytes, 1 or more",
    );
  if (values.has("start") === values.has("trigger"))
    throw wrong(line, file, "a flow starts in one way", "start or trigger");
  if (source === destination) throw wrong(line, file, "a flow of a node to itself", "another node");
  const start = values.get("start");
  return {
    line: line.number,
    source,
    destination,
    bytes: size,
    start: start === undefined ? undefined : start / picosecondsPerNanosecond,
    trigger: values.get("trigger"),
    sendDone: values.get("send_done_trigger"),
    receiveDone: values.get("recv_done_trigger"),
  };
}

function addTrigger(triggers: Map<number, Trigger>, line: TextLine, file: string): void {
  const { words } = line;
  const id = words[1] === "id" ? numberAfter(line, 1, file) : 0;
  const kind = kinds.find((name) => name === words[3]);
  if (id === 0 || kind === undefined)
    throw wrong(
      line,
      file,
      "not a trigger",
      "trigger id <1 or more> oneshot, multishot or barrier count <n>",
    );
  if (triggers.has(id)) throw wrong(line, file, `trigger ${id} is given twice`, "an id of its own for each");
  const count = words.indexOf("count");
  triggers.set(id, { line: line.number, kind, count: count === -1 ? 1 : numberAfter(line, count, file) });
}

function numberAfter(line: TextLine, at: number, file: string): number {
  const word = line.words[at + 1] ?? "";
  const value = /^[\d.]+([eE]\+?\d+)?$/.test(word) ? Number(word) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw wrong(line, file, `${line.words[at]} has no number`, "a number, 0 or more");
}

function checkCount(
  announced: { readonly value: number; readonly line: number } | undefined,
  found: number,
  field: string,
  file: string,
): void {
  if (announced === undefined || announced.value === found) return;
  throw new AstraError("LENGTH_MISMATCH", {
    file,
    line: announced.line,
    field,
    problem: "the file has not as many as it announces",
    found,
    expected: String(announced.value),
  });
}

function wrong(line: TextLine, file: string, problem: string, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", {
    file,
    line: line.number,
    problem,
    found: line.text.slice(0, 80),
    expected,
  });
}
