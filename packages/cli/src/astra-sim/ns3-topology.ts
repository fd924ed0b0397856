import {
  AstraError,
  createGraphTopology,
  isAstraError,
  type LinkOverride,
  lineOfJson,
  type Origin,
  type PathChoice,
  parseJson,
  toldOf,
} from "@astra-ts/core";
import { type Ns3Topology, readLogicalDimensions, readNs3Topology } from "@astra-ts/net-analytical";
import { readText } from "../files/read-text.js";
import { refuseOther } from "../recognition/refuse-other.js";
import type { NetworkFileContent } from "./network-file.js";

/** The logical dimensions of a machine whose file is nodes and links: sizes, or ASTRA-sim's file of them. */
export interface LogicalDimensions {
  readonly grid?: readonly number[] | undefined;
  readonly file?: string | undefined;
  /** Field or flag that names the file; default `topology.logical`. */
  readonly field?: string;
}

/** Throws UNSUPPORTED where a network file has dimensions of its own. */
export function refuseLogical(
  { grid, file, field = "topology.logical" }: LogicalDimensions,
  networkFile: string,
): void {
  if (grid === undefined && file === undefined) return;
  throw new AstraError("UNSUPPORTED", {
    field: file === undefined ? "topology.grid" : field,
    problem: `the network file ${networkFile} has dimensions of its own`,
    hint: "Logical dimensions go with a topology for ns-3, which is nodes and links alone.",
  });
}

/** A machine of ASTRA-sim's or SimAI's ns-3: nodes and links. Without logical dimensions, SimAI's servers are the inner one, and else there is one of all. */
export function ns3Content(
  file: string,
  text: string,
  {
    overrides,
    routing,
    logical,
    warn,
  }: {
    readonly overrides: readonly LinkOverride[] | undefined;
    readonly routing: PathChoice | undefined;
    readonly logical: LogicalDimensions;
    readonly warn: (message: string) => void;
  },
): NetworkFileContent {
  const read = located(file, () => readNs3Topology(text));
  const { graph, lines, errorRates } = read;
  const { sizes, origin } = dimensionsOf(read, logical, file);
  const origins = new Map<string, Origin>([
    ["topology", { file, field: "" }],
    ...lines.map(
      (line, index) => [`topology.links.${index}`, { file, line, field: `link ${index + 1}` }] as const,
    ),
    ["topology.grid", origin],
  ]);
  const damaged = graph.links.flatMap(({ from, to }, index) =>
    errorRates[index]! > 0 ? [{ from, to, rate: errorRates[index]! }] : [],
  );
  if (damaged.length > 0)
    warn(
      `${file}: ${damaged.length} links damage packets, as the network ns3 alone simulates; others lose none.`,
    );
  try {
    return {
      topology: createGraphTopology({ ...graph, grid: sizes }, { overrides, routing }),
      networkOptions: damaged.length === 0 ? {} : { ns3: { errorRates: damaged } },
      systemOptions: {},
      origins,
    };
  } catch (error) {
    if (!isAstraError(error) || error.details.field?.startsWith("topology.overrides") === true) throw error;
    throw toldOf(error, origins);
  }
}

function dimensionsOf(
  { graph, servers }: Ns3Topology,
  { grid, file, field = "topology.logical" }: LogicalDimensions,
  networkFile: string,
): { sizes: readonly number[]; origin: Origin } {
  if (grid !== undefined && file !== undefined)
    throw new AstraError("UNSUPPORTED", {
      field,
      problem: "the logical dimensions are given twice, by grid too",
    });
  if (grid !== undefined) return { sizes: grid, origin: { field: "topology.grid" } };
  if (file !== undefined) {
    refuseOther({ file, what: "file of logical dimensions" }, "logical");
    const text = readText(file, "file of logical dimensions");
    const sizes = located(
      file,
      () => readLogicalDimensions(parseJson(text, file, "a file of logical dimensions")),
      text,
    );
    return { sizes, origin: { file, line: lineOfJson(text, ["logical-dims"]), field: "logical-dims" } };
  }
  const npus = graph.nodes.filter(({ kind }) => kind === "npu").length;
  const origin = { file: networkFile, line: 1, field: "" };
  const perServer = servers?.npus ?? 0;
  const isWhole = perServer > 1 && perServer < npus && npus % perServer === 0;
  return { sizes: isWhole ? [perServer, npus / perServer] : [npus], origin };
}

/** What a reader throws, with the file, and the line of the key that it names. */
function located<Value>(file: string, read: () => Value, json?: string): Value {
  try {
    return read();
  } catch (error) {
    if (!isAstraError(error)) throw error;
    const { field, line } = error.details;
    throw error.located({
      file,
      line:
        line ?? (json === undefined || field === undefined ? undefined : lineOfJson(json, field.split("."))),
    });
  }
}
