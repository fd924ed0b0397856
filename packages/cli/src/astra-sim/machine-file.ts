import {
  AstraError,
  chooseFormat,
  createGraphTopology,
  isAstraError,
  type LinkOverride,
  lineOfJson,
  type MachineFile,
  type Origin,
  type PathChoice,
  parseJson,
  type Registry,
  type StandardSchema,
  toldOf,
  validateOptions,
} from "@astra-ts/core";
import { readLogicalDimensions } from "@astra-ts/formats";
import { inFile } from "../files/in-file.js";
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
    hint: "Logical dimensions go with machines of nodes and links alone, as those for ns-3 are.",
  });
}

/** What is said of a machine beside its file. */
interface MachineSettings {
  readonly registry: Registry;
  /** Name of a topology format; absent: the one that recognizes the text. */
  readonly format?: string | undefined;
  /** Of the format. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly overrides?: readonly LinkOverride[] | undefined;
  readonly routing?: PathChoice | undefined;
  readonly logical: LogicalDimensions;
  readonly warn: (message: string) => void;
}

/** True for a text that one of the topology formats is for. */
export function isMachineFile(registry: Registry, text: string): boolean {
  return registry.list("topologyFormats").some(({ entry }) => entry.recognizes(text));
}

/** A machine as another tool's file has it: nodes and links. Without logical dimensions, those that the file implies count. */
export function machineContent(file: string, text: string, settings: MachineSettings): NetworkFileContent {
  const { registry, overrides, routing, logical, warn } = settings;
  const format = chooseFormat(registry, "topologyFormats", text, file, settings.format);
  const options = optionsOf(format, settings.options);
  const tell = (message: string): void => warn(`${file}: ${message}`);
  const machine = inFile(file, () => format.read(text, { file, warn: tell }, options));
  const { graph, lines = [], errorRates = [] } = machine;
  const { sizes, origin } = dimensionsOf(machine, logical, file);
  const origins = new Map<string, Origin>([
    ["topology", { file, field: "" }],
    ...lines.map(
      (line, index) => [`topology.links.${index}`, { file, line, field: `link ${index + 1}` }] as const,
    ),
    ["topology.grid", origin],
  ]);
  const damaged = graph.links.flatMap(({ from, to }, index) => {
    const rate = errorRates[index] ?? 0;
    return rate > 0 ? [{ from, to, rate }] : [];
  });
  if (damaged.length > 0)
    tell(`${damaged.length} links damage packets, as the network ns3 alone simulates; others lose none.`);
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

/** Throws UNKNOWN_KEY or INVALID_VALUE for options that the format does not have. */
function optionsOf(
  { name, options: schema }: { readonly name: string; readonly options?: StandardSchema },
  given: MachineSettings["options"],
): unknown {
  if (schema !== undefined)
    return validateOptions(schema, given, "topology.options", `the topology format "${name}"`);
  if (given === undefined) return undefined;
  throw new AstraError("UNKNOWN_KEY", {
    field: "topology.options",
    problem: `the topology format "${name}" has no options: its files say all`,
  });
}

function dimensionsOf(
  { graph }: MachineFile,
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
    const sizes = inFile(
      file,
      () => readLogicalDimensions(parseJson(text, file, "a file of logical dimensions")),
      text,
    );
    return { sizes, origin: { file, line: lineOfJson(text, ["logical-dims"]), field: "logical-dims" } };
  }
  const npus = graph.nodes.filter(({ kind }) => kind === "npu").length;
  return { sizes: graph.grid ?? [npus], origin: { file: networkFile, line: 1, field: "" } };
}
