import { AstraError } from "@astra-ts/core";
import { readSystemText, type SystemOptionsInput } from "@astra-ts/system";
import { readText } from "../files/read-text.js";
import type { NetworkFileContent } from "./network-file.js";

interface ReadOptions {
  /** Dimensions of the network that the system runs on. */
  readonly dimensions: number;
  readonly injectionScale?: number;
  readonly warn: (message: string) => void;
  /** Rules that the network file's format asks for. */
  readonly rules?: NetworkFileContent["rules"];
}

export interface SystemFileContent {
  /** Options of the system model `astra`. */
  readonly options: SystemOptionsInput;
  /** False where the file switches the CSV files off. */
  readonly writesCsv: boolean;
}

/** Reads ASTRA-sim's system file: text of 1.0, or JSON of 2.x. Throws an `AstraError` that names file, line and key. */
export function readSystemFile(
  file: string,
  { dimensions, injectionScale = 1, warn }: ReadOptions,
): SystemFileContent {
  const text = readText(file, "system file");
  const { options, writesCsv, warnings } = readSystemText(text, file, { injectionScale });
  for (const warning of warnings) warn(warning);
  checkDimensions(file, options, dimensions, warn);
  return { options, writesCsv };
}

const lists = {
  allReduceImplementation: "all-reduce-implementation",
  allGatherImplementation: "all-gather-implementation",
  reduceScatterImplementation: "reduce-scatter-implementation",
  allToAllImplementation: "all-to-all-implementation",
} as const;

/** An implementation list names one algorithm for each dimension of the network. */
function checkDimensions(
  file: string,
  options: SystemOptionsInput,
  dimensions: number,
  warn: (message: string) => void,
): void {
  for (const [option, key] of Object.entries(lists) as [keyof typeof lists, string][]) {
    const value = options[option];
    if (value === undefined) continue;
    const names = typeof value === "string" ? value.split("_") : value;
    if (names.length === dimensions || names.some((name) => name.startsWith("one"))) continue;
    if (names.length < dimensions) {
      warn(
        `${file}: ${key} names ${names.length} of the network's ${dimensions} dimensions; such collectives leave the others out.`,
      );
      continue;
    }
    throw new AstraError("LENGTH_MISMATCH", {
      file,
      field: key,
      problem: "the system and the network disagree on the number of dimensions",
      found: names.join("_"),
      expected: `${dimensions} algorithm${dimensions === 1 ? "" : "s"}, one for each dimension of the network`,
    });
  }
}
