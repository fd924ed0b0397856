import { AstraError, type Origin, type Origins, originsBelow } from "@astra-ts/core";
import { readSystemJson, readSystemText, type SystemJson, type SystemOptionsInput } from "@astra-ts/system";
import { readText } from "../files/read-text.js";
import { readSource } from "../files/source.js";
import { refuseOther } from "../recognition/refuse-other.js";

interface ReadOptions {
  /** Dimensions of the network that the system runs on; absent where it is looked at without one. */
  readonly dimensions?: number;
  readonly injectionScale?: number;
  readonly warn: (message: string) => void;
}

/** What a system file says. */
export interface SystemFileContent {
  /** Options of the system model `astra`. */
  readonly options: SystemOptionsInput;
  /** False where the file switches the CSV files off. */
  readonly writesCsv: boolean;
  /** Where the options come from, below `system`. */
  readonly origins: Origins;
  /** What the file of 2.x says of graphs: how they run, and the collectives that are traces themselves. */
  readonly graphs?: Pick<
    SystemJson,
    "roofline" | "replayOnly" | "tracksMemory" | "customCollectives" | "customByNode"
  >;
}

/** Reads ASTRA-sim's system file: text of 1.0, or JSON of 2.x. Throws an `AstraError` that names file, line and key. */
export function readSystemFile(
  file: string,
  { dimensions, injectionScale = 1, warn }: ReadOptions,
): SystemFileContent {
  refuseOther({ file, what: "system file" }, "system");
  const text = readText(file, "system file");
  if (/^\s*\{/.test(text)) {
    const { value, lineOf } = readSource(file, "system file");
    const { options, warnings, origins, ...graphs } = readSystemJson(value, file, {
      injectionScale,
      lineOf: (key) => lineOf([key]),
    });
    for (const warning of warnings) warn(warning);
    return { options: defined(options), writesCsv: true, origins: originsBelow("system", origins), graphs };
  }
  const { options, writesCsv, warnings, origins } = readSystemText(text, file, { injectionScale });
  for (const warning of warnings) warn(warning);
  if (dimensions !== undefined) checkDimensions(file, options, dimensions, origins);
  return { options: defined(options), writesCsv, origins: originsBelow("system", origins) };
}

/** Without the options that a reader leaves open, so that what the network file implies can show through. */
function defined(options: SystemOptionsInput): SystemOptionsInput {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

const lists = {
  allReduceImplementation: "all-reduce-implementation",
  allGatherImplementation: "all-gather-implementation",
  reduceScatterImplementation: "reduce-scatter-implementation",
  allToAllImplementation: "all-to-all-implementation",
} as const;

/**
 * An implementation list names one algorithm for each dimension of the network. A single list that is too short is ASTRA-sim's way to leave dimensions out; where none
 * fits, the two files were not written for each other.
 */
function checkDimensions(
  file: string,
  options: SystemOptionsInput,
  dimensions: number,
  origins: ReadonlyMap<string, Origin>,
): void {
  const named = (Object.entries(lists) as [keyof typeof lists, string][]).flatMap(([option, key]) => {
    const value = options[option];
    const names = typeof value === "string" ? value.split("_") : value;
    return names === undefined
      ? []
      : [
          {
            key,
            line: origins.get(option)?.line,
            names,
            fits: names.length === dimensions || names.some(spansAll),
          },
        ];
  });
  const wrong = named.find(
    ({ names, fits }) => !fits && (names.length > dimensions || !named.some((other) => other.fits)),
  );
  if (wrong !== undefined) {
    throw new AstraError("LENGTH_MISMATCH", {
      file,
      line: wrong.line,
      field: wrong.key,
      problem: "the system and the network disagree on the number of dimensions",
      found: wrong.names.join("_"),
      expected: `${dimensions} algorithm${dimensions === 1 ? "" : "s"} joined by _, one for each dimension of the network`,
    });
  }
}

/** `oneRing` and its like run over all NPUs, whatever the dimensions. */
function spansAll(name: string): boolean {
  return /^one[A-Z]/.test(name);
}
