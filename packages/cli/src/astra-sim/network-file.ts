import {
  AstraError,
  createTopology,
  type DimensionInput,
  isAstraError,
  type LinkOverride,
  type Topology,
} from "@astra-ts/core";
import { networkFileRules, readNetwork2, readNetworkJson } from "@astra-ts/net-analytical";
import { readSource } from "../experiment/source.js";
import { readText } from "../files/read-text.js";

/** Lists of a network file that flags may replace, under the names of ASTRA-sim 1.0's file. */
export type NetworkOverrides = Readonly<
  Partial<Record<"units-count" | "links-count" | "link-latency" | "link-bandwidth", readonly number[]>>
>;

export interface NetworkFileContent {
  readonly topology: Topology;
  /** Options that the file implies, by backend. */
  readonly networkOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Whose rules go with the file's format. */
  readonly rules: "astra-sim-1" | "astra-sim-2";
}

interface ReadOptions {
  readonly overrides?: readonly LinkOverride[] | undefined;
  readonly lists?: NetworkOverrides;
  readonly warn: (message: string) => void;
}

/** Reads ASTRA-sim's network file: JSON of 1.0, or YAML of 2.x. Throws an `AstraError` that names file, line and key. */
export function readNetworkFile(
  file: string,
  { overrides, lists = {}, warn }: ReadOptions,
): NetworkFileContent {
  const text = readText(file, "network file");
  if (/^\s*\{/.test(text) && !text.includes("npus_count")) {
    const { dimensions, rules, warnings } = readNetworkJson(withLists(text, lists), file);
    for (const warning of warnings) warn(`${file}: ${warning}`);
    return content(file, dimensions, rules, overrides);
  }
  const source = readSource(file, "network file");
  if (networkFileRules(source.value) !== "astra-sim-2") {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "not a network file that is known",
      expected: "JSON with units-count (ASTRA-sim 1.0) or YAML with npus_count (ASTRA-sim 2.x)",
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
  rules: NetworkFileContent["rules"],
  overrides: readonly LinkOverride[] | undefined,
): NetworkFileContent {
  try {
    return {
      topology: createTopology(dimensions, { overrides }),
      rules,
      networkOptions: { analytical: { rules } },
    };
  } catch (error) {
    throw isAstraError(error) ? error.located({ file }) : error;
  }
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
