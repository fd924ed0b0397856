import { AstraError } from "@astra-ts/core";
import { FlatTable } from "./flat-table.js";

/** Work of a task, by what it keeps busy. */
export type FlexFlowTask =
  | {
      readonly kind: "compute";
      readonly node: number;
      readonly duration: number;
      readonly next: readonly number[];
      readonly name: string;
    }
  | {
      readonly kind: "transfer";
      readonly from: number;
      readonly to: number;
      readonly bytes: number;
      readonly next: readonly number[];
    }
  | {
      readonly kind: "all-reduce";
      readonly nodes: readonly number[];
      readonly bytes: number;
      readonly duration: number;
    };

/** Links between two nodes or switches; the switches' numbers follow those of the nodes. */
export interface FlexFlowConnection {
  readonly from: number;
  readonly to: number;
  readonly links: number;
}

/** A task graph of FlexFlow in inner units: ns, bytes, bytes/ns. Tasks name each other by their places in the list. */
export interface FlexFlowTaskGraph {
  readonly nodes: number;
  readonly switches: number;
  /** Of a link of the network, bytes/ns. */
  readonly bandwidth: number;
  readonly connections: readonly FlexFlowConnection[];
  readonly tasks: readonly FlexFlowTask[];
}

const computeTypes: Readonly<Record<number, string>> = {
  0: "forward",
  1: "backward",
  3: "update",
  4: "barrier",
};
const transferTypes = [2, 5];
const allReduceType = 6;

/** Devices of the schema that compute; networks are 13 and 14. */
const gpu = 0;
const cpu = 1;
const networks = [13, 14];

const nsPerMs = 1e6;

/**
 * Reads a task graph that FlexFlow's fork for TopoOpt writes (FlatBuffers, `taskgraph.fbuf`). Throws FILE_SYNTAX for damaged files, INVALID_VALUE for tasks that name what is
 * not there, UNSUPPORTED for several GPUs a node.
 */
export function readTaskGraph(bytes: Uint8Array, file: string): FlexFlowTaskGraph {
  const root = FlatTable.root(bytes, file);
  const [perNode, nodes, switches] = [root.uint32(0), root.uint32(1), root.uint32(2)];
  const wrong = (problem: string, found?: number | string): AstraError =>
    new AstraError("INVALID_VALUE", { file, problem, ...(found === undefined ? {} : { found }) });
  if (nodes < 1) throw wrong("there are no nodes", nodes);
  if (perNode !== 1)
    throw new AstraError("UNSUPPORTED", {
      file,
      field: "ngpupernode",
      problem: "nodes of several GPUs are not read: the tasks of a node run one after the other on its GPU",
      found: perNode,
      expected: "1",
    });
  const places = nodes + switches;
  const devices = new Map(root.tables(9).map((device) => [device.uint64(1), device]));
  const tables = root.tables(8);
  const indexOf = new Map(tables.map((task, index) => [task.uint64(1), index]));
  if (indexOf.size < tables.length) throw wrong("two tasks have the same number");

  const nodeOf = (value: bigint | number, what: string): number => {
    if (value >= nodes)
      throw wrong(`${what} is on a node that is not there: there are ${nodes}`, String(value));
    return Number(value);
  };
  const tasks = tables.map((table, index): FlexFlowTask => {
    const type = table.int16(0);
    const what = `task ${index}`;
    const bytesSent = Number(table.uint64(4));
    const duration = Math.round(table.float32(3) * nsPerMs);
    if (!Number.isSafeInteger(duration) || duration < 0)
      throw wrong(`${what} takes no time that can be`, table.float32(3));
    if (!Number.isSafeInteger(bytesSent)) throw wrong(`${what} has too many bytes`, bytesSent);
    if (type === allReduceType) {
      const members = table.uint64s(5).map((node) => nodeOf(node, what));
      return { kind: "all-reduce", nodes: [...new Set(members)], bytes: bytesSent, duration };
    }
    const next = table.uint64s(5).map((id) => {
      const found = indexOf.get(id);
      if (found === undefined) throw wrong(`${what} goes before one that is not there`, String(id));
      return found;
    });
    const device = devices.get(table.uint64(2));
    if (device === undefined)
      throw wrong(`${what} is on a device that is not there`, String(table.uint64(2)));
    const deviceType = device.int16(0);
    if (computeTypes[type] !== undefined && (deviceType === gpu || deviceType === cpu))
      return {
        kind: "compute",
        node: nodeOf(device.uint64(2), what),
        duration,
        next,
        name: computeTypes[type],
      };
    if (!transferTypes.includes(type) || !networks.includes(deviceType))
      throw wrong(
        `${what} has a type and a device that do not go together`,
        `type ${type} on a device of type ${deviceType}`,
      );
    const way = Number(device.uint64(3));
    const [from, to] = [Math.floor(way / places), way % places];
    return { kind: "transfer", from: nodeOf(from, what), to: nodeOf(to, what), bytes: bytesSent, next };
  });
  const connections = root.tables(6).map((table) => {
    const [from, to, links] = [table.uint32(0), table.uint32(1), table.uint32(2)];
    if (from >= places || to >= places)
      throw wrong(
        `a connection leads to what is not there: there are ${places} nodes and switches`,
        Math.max(from, to),
      );
    return { from, to, links };
  });
  return { nodes, switches, bandwidth: root.float32(5) / nsPerMs, connections, tasks };
}
