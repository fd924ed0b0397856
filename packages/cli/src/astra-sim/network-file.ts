import {
  AstraError,
  createTopology,
  type DimensionInput,
  isAstraError,
  type LinkOverride,
  type Topology,
} from "@astra-ts/core";
import { type NetworkFile, networkFileRules, readNetwork2, readNetworkJson } from "@astra-ts/net-analytical";
import { readGarnetNetwork } from "@astra-ts/net-packet";
import { rulesOfAstraSim2, type SystemOptionsInput } from "@astra-ts/system";
import { readText } from "../files/read-text.js";
import { readSource } from "../files/source.js";
import { refuseOther } from "../recognition/refuse-other.js";

/** Lists of a network file that flags may replace, under the names of ASTRA-sim 1.0's file. */
export type NetworkOverrides = Readonly<
  Partial<Record<"units-count" | "links-count" | "link-latency" | "link-bandwidth", readonly number[]>>
>;

/** What a network file says of each layer. */
export interface NetworkFileContent {
  readonly topology: Topology;
  /** Options that the file implies, by backend. */
  readonly networkOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Options of the system layer that the file implies. */
  readonly systemOptions: SystemOptionsInput;
}

interface ReadOptions {
  readonly overrides?: readonly LinkOverride[] | undefined;
  readonly lists?: NetworkOverrides;
  readonly warn: (message: string) => void;
}

/** Reads ASTRA-sim's network file: JSON of 1.0, YAML of 2.x, or text of the Garnet fork. Throws an `AstraError` that names file, line and key. */
export function readNetworkFile(
  file: string,
  { overrides, lists = {}, warn }: ReadOptions,
): NetworkFileContent {
  refuseOther({ file, what: "network file" }, "network");
  const text = readText(file, "network file");
  if (/^\s*\{/.test(text) && !text.includes("npus_count")) {
    const { dimensions, rules, warnings } = readNetworkJson(withLists(text, lists), file);
    for (const warning of warnings) warn(`${file}: ${warning}`);
    return content(file, dimensions, rules, overrides);
  }
  if (/\bnum-npus:/.test(text)) return garnetContent(file, text, overrides, warn);
  const source = readSource(file, "network file");
  if (networkFileRules(source.value) !== "astra-sim-2") {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "not a network file that is known",
      expected:
        "JSON with units-count (ASTRA-sim 1.0), YAML with npus_count (ASTRA-sim 2.x), or Garnet text with num-npus:",
    });
  }
  try {
    const { dimensions, rules, warnings } = readNetwork2(source.value);
    for (const warning of warnings) warn(`${file}: ${warning}`);
    return content(file, dimensions, rules, overrides);
  } catch (error) {
    if (!isAstraError(error)) throw error;
    throw error.located({ file, line: source.lineOf(error.details.field?.split(".") ?? []) });
  }
}

function content(
  file: string,
  dimensions: readonly DimensionInput[],
  rules: NetworkFile["rules"],
  overrides: readonly LinkOverride[] | undefined,
): NetworkFileContent {
  try {
    return {
      topology: createTopology(dimensions, { overrides }),
      networkOptions: { analytical: { rules } },
      systemOptions: rules === "astra-sim-2" ? rulesOfAstraSim2 : {},
    };
  } catch (error) {
    throw isAstraError(error) ? error.located({ file }) : error;
  }
}

/** A machine of the Garnet fork: packages of NPUs on rings, in rows and columns. */
function garnetContent(
  file: string,
  text: string,
  overrides: readonly LinkOverride[] | undefined,
  warn: (message: string) => void,
): NetworkFileContent {
  const { dimensions, networkOptions, systemOptions, warnings } = readGarnetNetwork(text, file);
  for (const warning of warnings) warn(warning);
  // Only a torus has columns of packages; the system files of the other machines name two dimensions.
  const sizes = networkOptions.garnet.topology === "Torus3D" ? dimensions : dimensions.slice(0, 2);
  return {
    ...content(file, sizes, "astra-sim-1", overrides),
    networkOptions: { packet: networkOptions },
    systemOptions: {
      ...systemOptions,
      queuesPerDimension: systemOptions.queuesPerDimension.slice(0, sizes.length),
    },
  };
}

/** The JSON text with lists replaced by those of the command line. */
function withLists(text: string, lists: NetworkOverrides): string {
  if (Object.keys(lists).length === 0) return text;
  try {
    return JSON.stringify({ ...(JSON.parse(text) as object), ...lists }, null, 1);
  } catch {
    return text;
  }
}
