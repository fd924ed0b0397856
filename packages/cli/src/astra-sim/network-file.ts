import {
  AstraError,
  createTopology,
  isAstraError,
  type LinkOverride,
  lineOfJson,
  type Origin,
  type Origins,
  type PathChoice,
  parseJson,
  type Registry,
  type Topology,
  type TopologyOptions,
  toldOf,
} from "@astra-ts/core";
import { isNs3Settings } from "@astra-ts/formats";
import { type NetworkFile, networkFileRules, readNetwork1, readNetwork2 } from "@astra-ts/net-analytical";
import { readGarnetNetwork } from "@astra-ts/net-packet";
import { rulesOfAstraSim2, type SystemOptionsInput } from "@astra-ts/system";
import { readText } from "../files/read-text.js";
import { readSource } from "../files/source.js";
import { refuseOther } from "../recognition/refuse-other.js";
import { isMachineFile, type LogicalDimensions, machineContent, refuseLogical } from "./machine-file.js";
import { type NetworkLists, replacedLists } from "./network-lists.js";
import { ns3SettingsContent } from "./ns3-settings.js";

/** What a network file says of each layer. */
export interface NetworkFileContent {
  readonly topology: Topology;
  /** Options that the file implies, by backend. */
  readonly networkOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Options of the system layer that the file implies. */
  readonly systemOptions: SystemOptionsInput;
  /** Where the fields of the topology come from. */
  readonly origins: Origins;
}

interface ReadOptions {
  readonly registry: Registry;
  /** Name of a topology format, and its options, for a machine of another tool. */
  readonly format?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly overrides?: readonly LinkOverride[] | undefined;
  /** How messages choose among equally short paths. */
  readonly routing?: PathChoice | undefined;
  readonly lists?: NetworkLists;
  /** Logical dimensions of a file that has none. */
  readonly logical?: LogicalDimensions;
  readonly warn: (message: string) => void;
}

/** Reads ASTRA-sim's network file (JSON of 1.0, YAML of 2.x, text of the Garnet fork, settings of the ns-3 fork) or a machine in any topology format of a plugin. Throws an `AstraError` that names file, line and key. */
export function readNetworkFile(file: string, settings: ReadOptions): NetworkFileContent {
  const { registry, format, options, overrides, routing, lists = {}, logical = {}, warn } = settings;
  const text = readText(file, "network file");
  if (format === undefined && isNs3Settings(text))
    return ns3SettingsContent(file, text, warn, (machine) => readNetworkFile(machine, settings));
  if (format !== undefined || isMachineFile(registry, text)) {
    replacedLists(lists, "nodes and links", file);
    return machineContent(file, text, { registry, format, options, overrides, routing, logical, warn });
  }
  refuseOther({ file, what: "network file" }, "network");
  refuseLogical(logical, file);
  refuseOptions(options, file);
  if (/\bnum-npus:/.test(text)) return garnetContent(file, text, { overrides, routing, lists, warn });
  const { rules, value, lineOf } = readData(file, text);
  const replaced = replacedLists(lists, rules, file);
  const place = (path: string): Origin => {
    const [key = "", ...rest] = path.split(".");
    const list = replaced.get(key);
    return list === undefined
      ? { file, line: lineOf([key, ...rest]), field: path }
      : { field: [list.flag, ...rest].join(".") };
  };
  let network: NetworkFile;
  try {
    network = (rules === "astra-sim-1" ? readNetwork1 : readNetwork2)(withLists(value, replaced));
  } catch (error) {
    if (!isAstraError(error)) throw error;
    const { field } = error.details;
    throw field === undefined ? error.located({ file }) : toldOf(error, new Map([[field, place(field)]]));
  }
  for (const warning of network.warnings) warn(`${file}: ${warning}`);
  return content(network, originsOf(network, file, place), { overrides, routing });
}

function refuseOptions(options: ReadOptions["options"], file: string): void {
  if (options === undefined) return;
  throw new AstraError("UNSUPPORTED", {
    field: "topology.options",
    problem: `the network file ${file} is in no topology format that has options`,
    hint: "astra-ts plugins lists the topology formats.",
  });
}

function withLists(value: unknown, lists: ReturnType<typeof replacedLists>): unknown {
  if (lists.size === 0 || typeof value !== "object") return value;
  return { ...value, ...Object.fromEntries([...lists].map(([key, { values }]) => [key, values])) };
}

/** The content of a network file as plain data, and where its keys stand. */
function readData(
  file: string,
  text: string,
): { rules: NetworkFile["rules"]; value: unknown; lineOf: (path: string[]) => number | undefined } {
  if (/^\s*\{/.test(text) && !text.includes("npus_count")) {
    const value = parseJson(text, file, "an ASTRA-sim 1.0 network file");
    return { rules: "astra-sim-1", value, lineOf: (path) => lineOfJson(text, path) };
  }
  const { value, lineOf } = readSource(file, "network file");
  const rules = networkFileRules(value);
  if (rules !== undefined) return { rules, value, lineOf };
  throw new AstraError("FILE_SYNTAX", {
    file,
    problem: "not a network file that is known",
    expected:
      "JSON with units-count (ASTRA-sim 1.0), YAML with npus_count (ASTRA-sim 2.x), Garnet text with num-npus:, or a machine in a topology format",
  });
}

/** The file's key and line for every field of the dimensions. */
function originsOf(
  { dimensions, keys }: NetworkFile,
  file: string,
  place: (key: string) => Origin,
): Map<string, Origin> {
  const origins = new Map<string, Origin>([["topology", { file, field: "" }]]);
  for (const index of dimensions.keys())
    for (const [field, key] of Object.entries(keys))
      origins.set(`topology.${index}.${field}`, place(`${key}.${index}`));
  return origins;
}

function content(
  { dimensions, rules }: Pick<NetworkFile, "dimensions" | "rules">,
  origins: Origins,
  options: TopologyOptions,
): NetworkFileContent {
  try {
    return {
      topology: createTopology(dimensions, options),
      networkOptions: { analytical: { rules } },
      systemOptions: rules === "astra-sim-2" ? rulesOfAstraSim2 : {},
      origins,
    };
  } catch (error) {
    // Overrides stand in the experiment, beside the file.
    if (!isAstraError(error) || error.details.field?.startsWith("topology.overrides") === true) throw error;
    throw toldOf(error, origins);
  }
}

/** A machine of the Garnet fork: packages of NPUs on rings, in rows and columns. */
function garnetContent(
  file: string,
  text: string,
  { overrides, routing, lists, warn }: Omit<ReadOptions, "registry"> & { readonly lists: NetworkLists },
): NetworkFileContent {
  replacedLists(lists, "garnet", file);
  const { dimensions, networkOptions, systemOptions, warnings } = readGarnetNetwork(text, file);
  for (const warning of warnings) warn(warning);
  // Only a torus has columns of packages; the system files of the other machines name two dimensions.
  const sizes = networkOptions.garnet.topology === "Torus3D" ? dimensions : dimensions.slice(0, 2);
  const origins = new Map<string, Origin>([["topology", { file, field: "" }]]);
  return {
    ...content({ dimensions: sizes, rules: "astra-sim-1" }, origins, { overrides, routing }),
    networkOptions: { packet: networkOptions },
    systemOptions: {
      ...systemOptions,
      queuesPerDimension: systemOptions.queuesPerDimension.slice(0, sizes.length),
    },
  };
}
