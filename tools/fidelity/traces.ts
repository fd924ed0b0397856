// Workloads of recorded runs of ASTRA-sim 2.x: graphs that stand in the records, and traces in files beside them. Everything goes through the reader of traces.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { encodeTrace, type TraceAttribute, type TraceMessage } from "@astra-ts/workload";
import type { Astra2Record } from "./astra2.js";

/** A node of a graph as records write it: names of types and attributes are the trace's own. */
export interface RecordedNode {
  readonly id: number | string;
  readonly name?: string;
  readonly type: number | string;
  readonly ctrl_deps?: readonly (number | string)[];
  readonly data_deps?: readonly (number | string)[];
  readonly duration_micros?: number;
  readonly inputs_values?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

export type RecordedGraph = readonly RecordedNode[];

/** Graphs of a workload, and which of them each rank has. */
export interface RecordedGraphs {
  readonly graphs: readonly RecordedGraph[];
  readonly rank_to_graph: readonly number[];
}

/** What a record says of its workload, by kind. */
export type RecordedWorkload = Astra2Record["workload"] &
  Partial<RecordedGraphs> & {
    readonly file?: string;
    readonly prefix?: string;
    readonly prefix_in_tar?: string;
    readonly same_file_on_all_ranks?: boolean;
    readonly same_on_all_ranks?: RecordedGraph;
    readonly what?: string;
    readonly pg_name?: string;
    readonly transform?: readonly string[];
  };

const nodeTypes = [
  "INVALID",
  "METADATA",
  "MEM_LOAD",
  "MEM_STORE",
  "COMP",
  "COMM_SEND",
  "COMM_RECV",
  "COMM_COLL",
];

const collectives: Readonly<Record<string, number>> = {
  all_reduce: 0,
  all_gather: 2,
  all_to_all: 6,
  reduce_scatter: 7,
};

/** The messages of a trace file, from the graph of a record. */
function messagesOf(graph: RecordedGraph): TraceMessage[] {
  return graph.map((node) => ({
    id: typeof node.id === "string" ? BigInt(node.id) : node.id,
    name: node.name ?? "",
    type: typeof node.type === "number" ? node.type : nodeTypes.indexOf(node.type.replace(/_NODE$/, "")),
    controlDependencies: idsOf(node.ctrl_deps),
    dataDependencies: idsOf(node.data_deps),
    durationMicros: node.duration_micros ?? 0,
    ...(node.inputs_values === undefined ? {} : { inputValues: node.inputs_values }),
    attributes: Object.entries(node.attrs ?? {}).map(([name, value]) => ({ name, ...kindOf(value) })),
  }));
}

function idsOf(ids: readonly (number | string)[] = []): (number | bigint)[] {
  return ids.map((id) => (typeof id === "string" ? BigInt(id) : id));
}

/** A value of a record as one of the kinds that the schema knows. */
function kindOf(value: unknown): Omit<TraceAttribute, "name"> {
  if (typeof value === "boolean") return { kind: "bool_val", value };
  if (typeof value === "number") return { kind: "int64_val", value };
  if (typeof value === "string") return { kind: "string_val", value };
  if (Array.isArray(value))
    return { kind: typeof value[0] === "string" ? "string_list" : "bool_list", value };
  const [[kind, inner]] = Object.entries(value as object) as [
    [TraceAttribute["kind"], TraceAttribute["value"]],
  ];
  return { kind, value: inner };
}

/** The bytes of a trace file of these nodes. */
export function bytesOf(graph: RecordedGraph): Buffer {
  return Buffer.concat([...encodeTrace(messagesOf(graph))]);
}

/** The files of a tar archive, by name. */
function untar(bytes: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const name = bytes.toString("latin1", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(bytes.toString("latin1", at + 124, at + 136), 8);
    const type = String.fromCharCode(bytes[at + 156]!);
    if (type === "0" || type === "\0")
      files.set(name.replace(/^\.\//, ""), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** A record names a file that does not stand beside it. */
export class MissingFile extends Error {}

/** A file that a record names, relative to the folder of the records or to the one above. Throws {@link MissingFile}. */
export function besideRecords(file: string, recordsFile: string): string {
  const folder = dirname(recordsFile);
  const found = [join(folder, file), join(folder, "..", file)].find((path) => existsSync(path));
  if (found === undefined) throw new MissingFile(`${recordsFile} names ${file}, which is not there`);
  return found;
}

const archives = new Map<string, Map<string, Buffer>>();

function archive(path: string): Map<string, Buffer> {
  const known = archives.get(path) ?? untar(gunzipSync(readFileSync(path)));
  archives.set(path, known);
  return known;
}

/** For each rank the bytes of its trace; ranks with the same trace have the same object. */
export function tracesOf(
  { workload, npus }: { readonly workload: RecordedWorkload; readonly npus: number },
  recordsFile: string,
): Buffer[] {
  const ranks = Array.from({ length: npus }, (_, rank) => rank);
  if (workload.graphs !== undefined) {
    const traces = workload.graphs.map(bytesOf);
    return ranks.map((rank) => traces[workload.rank_to_graph![rank]!]!);
  }
  switch (workload.kind) {
    case "graph": {
      const file = besideRecords(workload.file!, recordsFile);
      // Numbers written with a point are of kind double there, which JSON.parse does not tell.
      const text = readFileSync(file, "utf8").replaceAll(/(:\s*)(\d+\.0)\b/g, '$1{"double_val":$2}');
      const {
        graphs,
        rank_to_graph: byRank,
        same_on_all_ranks: same,
      } = JSON.parse(text) as Partial<RecordedGraphs> & { same_on_all_ranks?: RecordedGraph };
      const traces = (graphs ?? [same!]).map(bytesOf);
      return ranks.map((rank) => traces[byRank?.[rank] ?? 0]!);
    }
    case "micro": {
      const { coll, size, attrs, pg_name: group } = workload;
      // Such as "rank//4+1".
      const [, neighbours, first] = /^rank\/\/(\d+)\+(\d+)$/.exec(group ?? "") ?? [];
      const name = (rank: number) =>
        neighbours === undefined ? group : String(Math.floor(rank / Number(neighbours)) + Number(first));
      const traces = new Map<string, Buffer>();
      return ranks.map((rank) => {
        const groupOfRank = group === undefined ? {} : { pg_name: name(rank) };
        const all = { comm_type: collectives[coll!], comm_size: size, ...attrs, ...groupOfRank };
        const key = JSON.stringify(all);
        const trace = traces.get(key) ?? bytesOf([{ id: 0, type: "COMM_COLL", attrs: all }]);
        traces.set(key, trace);
        return trace;
      });
    }
    case "inline_graph": {
      const trace = bytesOf(workload.same_on_all_ranks!);
      return ranks.map(() => trace);
    }
    case "inline": {
      // SEND 0->4 1 MiB at t=0, and its receive.
      const [, source, target, count, unit] = /SEND (\d+)->(\d+) (\d+) (\S+)/.exec(workload.what!)!;
      const size = Number(count) * { B: 1, KiB: 1024, MiB: 2 ** 20 }[unit as "B" | "KiB" | "MiB"];
      const attrs = {
        is_cpu_op: false,
        comm_size: size,
        comm_tag: 0,
        comm_src: Number(source),
        comm_dst: Number(target),
      };
      const send = bytesOf([{ id: 0, type: "COMM_SEND", attrs }]);
      const receive = bytesOf([{ id: 0, type: "COMM_RECV", attrs }]);
      const other = bytesOf([{ id: 0, type: "COMP", duration_micros: 1 }]);
      return ranks.map((rank) =>
        rank === Number(source) ? send : rank === Number(target) ? receive : other,
      );
    }
    case "et_files":
      return ranks.map((rank) => readFileSync(besideRecords(`${workload.prefix}.${rank}.et`, recordsFile)));
    case "et_tar": {
      const files = archive(besideRecords(workload.file!, recordsFile));
      if (workload.same_file_on_all_ranks) {
        const [trace] = [...files].filter(([name]) => name.endsWith(".et")).map(([, bytes]) => bytes);
        return ranks.map(() => trace!);
      }
      return ranks.map((rank) => files.get(`${workload.prefix_in_tar}.${rank}.et`)!);
    }
    default:
      throw new Error(`a workload of kind ${workload.kind}`);
  }
}
