import {
  AstraError,
  type CollectiveKind,
  collectiveKinds,
  didYouMean,
  isRooted,
  type Origin,
} from "@astra-ts/core";
import { rulesOfAstraSim2, type SystemOptionsInput } from "../options/system-options.js";
import {
  type AlgorithmListKey,
  algorithmListKeys,
  busKeys,
  originsOfOptions,
  readBus,
} from "./shared-keys.js";

/** What the reader of ASTRA-sim 2.x's system file may be told. */
export interface SystemJsonOptions {
  /** ASTRA-sim's `--injection-scale`: multiplies an endpoint delay that the file gives. Default 1. */
  readonly injectionScale?: number;
  /** Line of a key of the file, for errors. */
  readonly lineOf?: (key: string) => number | undefined;
}

/** What an ASTRA-sim 2.x system file says. */
export interface SystemJson {
  readonly options: SystemOptionsInput;
  /** Present where the file switches the roofline on: peak performance in 1e12 operations per second, memory bandwidth in bytes per ns. */
  readonly roofline?: { readonly peakPerformance: number; readonly memoryBandwidth: number };
  /** Every operation takes the time that the workload recorded for it. */
  readonly replayOnly: boolean;
  /** What lies in each NPU's memory is followed. */
  readonly tracksMemory: boolean;
  /** Prefixes of execution traces that do collectives of a kind. */
  readonly customCollectives: Readonly<Partial<Record<CollectiveKind, string>>>;
  /** File that names, by the id of a node of the workload, the prefix of the execution traces that do it. */
  readonly customByNode?: string;
  /** Things that the file says and that mean nothing. */
  readonly warnings: readonly string[];
  /** Where each option comes from, for errors that are found late. */
  readonly origins: ReadonlyMap<string, Origin>;
}

const numbers = [
  "endpoint-delay",
  "active-chunks-per-dimension",
  "preferred-dataset-splits",
  "local-mem-bw",
  "peak-perf",
  ...busKeys,
] as const;
const switches = ["roofline-enabled", "replay-only", "track-local-mem", "model-shared-bus"] as const;
/** Keys that ASTRA-sim 2.x passes over, or that only steer its log files. */
const ignored = [
  "boost-mode",
  "intra-dimension-scheduling",
  "inter-dimension-scheduling",
  "trace-enabled",
  "local-mem-trace-filename",
];
/** Keys of collectives given as execution traces; `chakra` and `chakra-experimental` were earlier names of `custom`. */
const customKey =
  /^(all-reduce|all-gather|reduce-scatter|all-to-all)-implementation-(?:custom|chakra|chakra-experimental)$/;
const byNodeKey = "per-node-custom-implementation";
const knownKeys: readonly string[] = [
  "scheduling-policy",
  "collective-optimization",
  ...algorithmListKeys,
  ...numbers,
  ...switches,
  ...ignored,
  ...collectiveKinds.filter((kind) => !isRooted(kind)).map((kind) => `${kind}-implementation-custom`),
  byNodeKey,
];

/**
 * Options of the system layer from the content of an ASTRA-sim 2.x system file (JSON, parsed), with the rules of 2.x. Errors (UNKNOWN_KEY, MISSING_VALUE, INVALID_VALUE,
 * UNSUPPORTED) name file and key. A misspelt key, which the original passes over, is an error.
 */
export function readSystemJson(
  value: unknown,
  file: string,
  { injectionScale = 1, lineOf = () => undefined }: SystemJsonOptions = {},
): SystemJson {
  const fields = new Fields(value, file, lineOf);
  const warnings = ignored
    .filter((key) => fields.has(key) && fields.get(key) !== 0 && fields.get(key) !== false)
    .map((key) => `${file}: ${key} means nothing to the system layer of ASTRA-sim 2.x.`);
  const delay = fields.number("endpoint-delay");
  const memoryBandwidth = fields.number("local-mem-bw") ?? 0;
  const busValue = (key: (typeof busKeys)[number]): number =>
    fields.number(key) ?? (key === "local-reduction-delay" ? 1 : 0);
  const options: SystemOptionsInput = {
    ...rulesOfAstraSim2,
    schedulingPolicy: fields.word("scheduling-policy", ["LIFO", "FIFO", "EXPLICIT"]),
    collectiveOptimization: fields.word("collective-optimization", ["baseline", "localBWAware"]),
    allReduceImplementation: fields.algorithms("all-reduce-implementation"),
    allGatherImplementation: fields.algorithms("all-gather-implementation"),
    reduceScatterImplementation: fields.algorithms("reduce-scatter-implementation"),
    allToAllImplementation: fields.algorithms("all-to-all-implementation"),
    endpointDelay: delay === undefined ? undefined : Math.trunc(delay * injectionScale),
    activeChunksPerDimension: fields.count("active-chunks-per-dimension"),
    preferredDatasetSplits: fields.required(
      fields.count("preferred-dataset-splits"),
      "preferred-dataset-splits",
    ),
    // Without a bandwidth the original divides by zero, and its reductions take no time.
    localMemoryBandwidth: memoryBandwidth === 0 ? Number.MAX_VALUE : memoryBandwidth,
    sharedBus: fields.isOn("model-shared-bus") ? readBus(busValue) : undefined,
  };
  const roofline = fields.isOn("roofline-enabled")
    ? { peakPerformance: fields.number("peak-perf") ?? 0, memoryBandwidth }
    : undefined;
  const customByNode = fields.text(byNodeKey);
  return {
    options,
    roofline,
    replayOnly: fields.isOn("replay-only"),
    tracksMemory: fields.isOn("track-local-mem"),
    customCollectives: fields.customCollectives(),
    ...(customByNode === undefined ? {} : { customByNode }),
    warnings,
    origins: fields.origins(),
  };
}

class Fields {
  readonly #file: string;
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #lineOf: (key: string) => number | undefined;

  constructor(value: unknown, file: string, lineOf: (key: string) => number | undefined) {
    this.#file = file;
    this.#lineOf = lineOf;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new AstraError("FILE_SYNTAX", {
        problem: "a system file of ASTRA-sim 2.x is a JSON object",
        file,
        found: value,
      });
    }
    this.#fields = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(value)) this.#check(key);
  }

  has(key: string): boolean {
    return this.#fields[key] !== undefined;
  }

  origins(): ReadonlyMap<string, Origin> {
    return originsOfOptions(this.#file, (key) => this.has(key), this.#lineOf);
  }

  get(key: string): unknown {
    return this.#fields[key];
  }

  required<V>(value: V | undefined, key: string): V {
    if (value !== undefined) return value;
    throw new AstraError("MISSING_VALUE", {
      problem: "the system file does not give this value",
      file: this.#file,
      field: key,
    });
  }

  word<W extends string>(key: string, choices: readonly W[]): W | undefined {
    const value = this.#fields[key];
    const choice = choices.find((word) => word === value);
    if (value === undefined || choice !== undefined) return choice;
    throw this.#wrong(
      key,
      value,
      `one of ${choices.join(", ")}`,
      typeof value === "string" ? didYouMean(value, choices) : undefined,
    );
  }

  algorithms(key: AlgorithmListKey): string[] | undefined {
    const value = this.#fields[key];
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string"))
      return value;
    throw this.#wrong(key, value, "a list of algorithm names, one for each dimension");
  }

  /** A switch: 0 or 1, or a truth value. */
  isOn(key: (typeof switches)[number]): boolean {
    const value = this.#fields[key];
    if (value === undefined || value === 0 || value === false) return false;
    if (value === 1 || value === true) return true;
    throw this.#wrong(key, value, "0 or 1");
  }

  /** The prefix of the traces that do collectives of each kind. */
  customCollectives(): Partial<Record<CollectiveKind, string>> {
    const prefixes: Partial<Record<CollectiveKind, string>> = {};
    for (const [key, value] of Object.entries(this.#fields)) {
      const kind = customKey.exec(key)?.[1] as CollectiveKind | undefined;
      if (kind === undefined) continue;
      if (!Array.isArray(value) || value.length !== 1 || typeof value[0] !== "string")
        throw this.#wrong(key, value, "a list with one prefix of execution traces");
      prefixes[kind] = value[0];
    }
    return prefixes;
  }

  text(key: string): string | undefined {
    const value = this.#fields[key];
    if (value === undefined || typeof value === "string") return value;
    throw this.#wrong(key, value, "a text");
  }

  /** A number, 0 or more. */
  number(key: (typeof numbers)[number]): number | undefined {
    const value = this.#fields[key];
    if (value === undefined || (typeof value === "number" && Number.isFinite(value) && value >= 0))
      return value;
    throw this.#wrong(key, value, "a number, 0 or more");
  }

  /** A whole number, 1 or more. */
  count(key: (typeof numbers)[number]): number | undefined {
    const value = this.number(key);
    if (value === undefined || (Number.isInteger(value) && value >= 1)) return value;
    throw this.#wrong(key, value, "a whole number, 1 or more");
  }

  #check(key: string): void {
    if (knownKeys.includes(key) || customKey.test(key)) return;
    throw new AstraError("UNKNOWN_KEY", {
      problem: "unknown key in a system file",
      file: this.#file,
      line: this.#lineOf(key),
      field: key,
      hint: didYouMean(key, knownKeys),
    });
  }

  #wrong(key: string, found: unknown, expected: string, hint?: string): AstraError {
    return new AstraError("INVALID_VALUE", {
      problem: "wrong value",
      file: this.#file,
      line: this.#lineOf(key),
      field: key,
      found,
      expected,
      hint,
    });
  }
}
