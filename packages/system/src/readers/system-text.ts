import { AstraError, didYouMean, type Origin } from "@astra-ts/core";
import type { SystemOptionsInput } from "../options/system-options.js";
import {
  type AlgorithmListKey,
  algorithmListKeys,
  busKeys,
  originsOfOptions,
  readBus,
} from "./shared-keys.js";

/** What the reader of ASTRA-sim 1.0's system file may be told. */
export interface SystemTextOptions {
  /** ASTRA-sim's `--injection-scale`: multiplies an endpoint delay that the file gives. Default 1. */
  readonly injectionScale?: number;
}

/** What an ASTRA-sim 1.0 system file says. */
export interface SystemText {
  readonly options: SystemOptionsInput;
  /** False where the file switches the CSV files off (`seprate-log: 0`, sic). */
  readonly writesCsv: boolean;
  /** Things that the file says and that mean nothing. */
  readonly warnings: readonly string[];
  /** Where each option comes from, for errors that are found late. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** Words of the file, and ours. ASTRA-sim has given some of its own later names, after the paper on Themis; it still reads the earlier ones. */
const words = {
  "scheduling-policy": { LIFO: "LIFO", FIFO: "FIFO" },
  "collective-optimization": { baseline: "baseline", localBWAware: "localBWAware" },
  "intra-dimension-scheduling": {
    FIFO: "FIFO",
    RG: "RG",
    smallestFirst: "smallestFirst",
    SCF: "smallestFirst",
    lessRemainingPhaseFirst: "lessRemainingPhaseFirst",
  },
  "inter-dimension-scheduling": {
    ascending: "ascending",
    baseline: "ascending",
    roundRobin: "roundRobin",
    offlineGreedy: "offlineGreedy",
    themis: "offlineGreedy",
    offlineGreedyFlex: "offlineGreedyFlex",
    themisFlex: "offlineGreedyFlex",
  },
} as const;

type Words = typeof words;
/** What the words of a key mean. */
type Meaning<Key extends keyof Words> = Words[Key][keyof Words[Key]];

/** Keys of 2020 that ASTRA-sim 1.0 has no more. */
const formerKeys: Readonly<Record<string, string>> = {
  "direct-collective-window":
    "ASTRA-sim 1.0 stops at this key. Write the window into the algorithm's name instead: direct4 is direct with a window of 4.",
  "packet-routing":
    "ASTRA-sim dropped this key before 1.0: whether packets hop from NPU to NPU follows from the algorithm, ring or direct. Leave it out.",
  "injection-policy":
    "ASTRA-sim dropped this key before 1.0. How many chunks start at once is active-chunks-per-dimension.",
  "collective-implementation":
    "ASTRA-sim dropped this key before 1.0. Each collective has its own: all-reduce-implementation, all-gather-implementation, reduce-scatter-implementation, all-to-all-implementation.",
};
const numbers = [
  "endpoint-delay",
  "active-chunks-per-dimension",
  "preferred-dataset-splits",
  "gap-denominator",
  "boost-mode",
  "model-shared-bus",
  "seprate-log",
  ...busKeys,
] as const;
const knownKeys: readonly string[] = [...Object.keys(words), ...algorithmListKeys, ...numbers];

/**
 * Options of the system layer from the text of an ASTRA-sim 1.0 system file: `key: value` pairs separated by white space, of which a later one replaces an
 * earlier one. Errors (UNKNOWN_KEY, MISSING_VALUE, INVALID_VALUE, FILE_SYNTAX) name file, line and key. Values that the original leaves uninitialised are
 * required where they are used.
 */
export function readSystemText(
  text: string,
  file: string,
  { injectionScale = 1 }: SystemTextOptions = {},
): SystemText {
  const pairs = new Pairs(text, file);
  const warnings: string[] = [];
  const delay = pairs.number("endpoint-delay");
  const hasBus = pairs.number("model-shared-bus") === 1;
  if (!hasBus && busKeys.some((key) => pairs.has(key)))
    warnings.push(`${file}: L, o, g, G and local-reduction-delay mean nothing without model-shared-bus: 1.`);
  const busValue = (key: (typeof busKeys)[number]): number =>
    key === "local-reduction-delay" ? (pairs.number(key) ?? 1) : pairs.required(pairs.number(key), key);
  const options: SystemOptionsInput = {
    schedulingPolicy: pairs.required(pairs.word("scheduling-policy"), "scheduling-policy"),
    allReduceImplementation: pairs.algorithms("all-reduce-implementation"),
    allGatherImplementation: pairs.algorithms("all-gather-implementation"),
    reduceScatterImplementation: pairs.algorithms("reduce-scatter-implementation"),
    allToAllImplementation: pairs.algorithms("all-to-all-implementation"),
    unnamedAlgorithm: "ring",
    collectiveOptimization: pairs.required(pairs.word("collective-optimization"), "collective-optimization"),
    intraDimensionScheduling: pairs.word("intra-dimension-scheduling"),
    interDimensionScheduling: pairs.word("inter-dimension-scheduling"),
    // ASTRA-sim scales in single precision, and leaves its default unscaled.
    endpointDelay:
      delay === undefined
        ? undefined
        : Math.trunc(Math.fround(Math.fround(delay) * Math.fround(injectionScale))),
    activeChunksPerDimension: pairs.count("active-chunks-per-dimension"),
    preferredDatasetSplits: pairs.required(
      pairs.count("preferred-dataset-splits"),
      "preferred-dataset-splits",
    ),
    gapDenominator: pairs.count("gap-denominator"),
    boostMode: pairs.number("boost-mode") === 1,
    sharedBus: hasBus ? readBus(busValue) : undefined,
  };
  return { options, writesCsv: pairs.number("seprate-log") !== 0, warnings, origins: pairs.origins() };
}

/** The `key: value` pairs of a system file. */
class Pairs {
  readonly #file: string;
  readonly #entries = new Map<string, { readonly value: string; readonly line: number }>();

  constructor(text: string, file: string) {
    this.#file = file;
    let key: { readonly name: string; readonly line: number } | undefined;
    for (const [index, content] of text.split("\n").entries()) {
      for (const word of content.split(/\s+/).filter((part) => part !== "")) {
        const line = index + 1;
        if (key === undefined) {
          key = { name: this.#keyOf(word, line), line };
        } else {
          this.#entries.set(key.name, { value: word, line });
          key = undefined;
        }
      }
    }
    if (key !== undefined)
      throw new AstraError("FILE_SYNTAX", {
        problem: "a key without a value",
        file,
        line: key.line,
        field: key.name,
      });
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  origins(): ReadonlyMap<string, Origin> {
    return originsOfOptions(
      this.#file,
      (key) => this.#entries.has(key),
      (key) => this.#entries.get(key)?.line,
    );
  }

  required<V>(value: V | undefined, key: string): V {
    if (value !== undefined) return value;
    throw new AstraError("MISSING_VALUE", {
      problem: "the system file does not give this value",
      file: this.#file,
      field: key,
      hint: `Add a line "${key}: …".`,
    });
  }

  word<Key extends keyof Words>(key: Key): Meaning<Key> | undefined {
    const value = this.#entries.get(key)?.value;
    if (value === undefined) return undefined;
    const meanings = new Map(Object.entries(words[key]) as [string, Meaning<Key>][]);
    const meaning = meanings.get(value);
    if (meaning !== undefined) return meaning;
    const known = [...meanings.keys()];
    throw this.#wrong(key, value, `one of ${known.join(", ")}`, didYouMean(value, known));
  }

  algorithms(key: AlgorithmListKey): string[] {
    return this.required(this.#entries.get(key)?.value, key).split("_");
  }

  /** A number, 0 or more. */
  number(key: (typeof numbers)[number]): number | undefined {
    const value = this.#entries.get(key)?.value;
    if (value === undefined) return undefined;
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) || Number(value) < 0)
      throw this.#wrong(key, value, "a number, 0 or more");
    return Number(value);
  }

  /** A whole number, 1 or more. */
  count(key: (typeof numbers)[number]): number | undefined {
    const value = this.number(key);
    if (value === undefined || (Number.isInteger(value) && value >= 1)) return value;
    const hint = key === "active-chunks-per-dimension" ? "With 0 no chunk could ever start." : undefined;
    throw this.#wrong(key, String(value), "a whole number, 1 or more", hint);
  }

  #keyOf(word: string, line: number): string {
    if (!word.endsWith(":")) {
      throw new AstraError("FILE_SYNTAX", {
        problem: "a system file is a list of `key: value` pairs",
        file: this.#file,
        line,
        found: word,
        expected: "a key with a colon at its end, and white space before the value",
      });
    }
    const key = word.slice(0, -1);
    if (knownKeys.includes(key)) return key;
    throw new AstraError("UNKNOWN_KEY", {
      problem: "unknown key in a system file",
      file: this.#file,
      line,
      field: key,
      hint: Object.hasOwn(formerKeys, key) ? formerKeys[key] : didYouMean(key, knownKeys),
    });
  }

  #wrong(key: string, found: string, expected: string, hint?: string): AstraError {
    const line = this.#entries.get(key)?.line;
    return new AstraError("INVALID_VALUE", {
      problem: "wrong value",
      file: this.#file,
      line,
      field: key,
      found,
      expected,
      hint,
    });
  }
}
