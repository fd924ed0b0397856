import { AstraError, didYouMean } from "@astra-ts/core";
import { linesOf } from "../lines.js";

/** From how many bytes on a switch marks packets on a link, and how many of them. */
export interface Ns3Marking {
  readonly minimum: number;
  readonly maximum: number;
  readonly probability: number;
}

/** What a file of settings says that the network `ns3` and the machine can take over. */
export interface Ns3Settings {
  /** The file of the topology, as it is written, and the line. */
  readonly topology: string;
  readonly line: number;
  /** Options of the network backend `ns3`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Share of packets that every link damages of which the topology says nothing. */
  readonly errorRate: number;
  /** Explicit congestion notification of a link with so many bits per second; undefined where packets are not marked. */
  readonly markingOf: (bitsPerSecond: number) => Ns3Marking | undefined;
  /** Keys that stock ns-3 has nothing for. */
  readonly passedOver: readonly string[];
}

/** Congestion control by number. Stock ns-3 has DCTCP, and none: packets as fast as the link takes them. */
const controls: Readonly<
  Record<number, { readonly name: string; readonly options?: object; readonly headers?: number }>
> = {
  1: { name: "DCQCN" },
  3: { name: "HPCC" },
  7: { name: "TIMELY" },
  8: { name: "DCTCP", options: { transport: "tcp", congestionControl: "DCTCP" }, headers: 40 },
  10: { name: "HPCC-PINT" },
  12: { name: "none", options: { transport: "udp" }, headers: 28 },
};

/** Keys of what the fork measures, and of when it stops: nothing depends on them. */
const silent = /^(ENABLE_TRACE|SIMULATOR_STOP_TIME|\w*_FILE|\w*MON_(START|END|INTERVAL))$/;
/** Keys of congestion control that stock ns-3 does not have; they mean nothing with the two that it has. */
const ofOtherControls = [
  ...[
    "ENABLE_QCN",
    "ALPHA_RESUME_INTERVAL",
    "RATE_DECREASE_INTERVAL",
    "CLAMP_TARGET_RATE",
    "RP_TIMER",
    "EWMA_GAIN",
  ],
  ...[
    "FAST_RECOVERY_TIMES",
    "RATE_AI",
    "RATE_HAI",
    "MIN_RATE",
    "FAST_REACT",
    "U_TARGET",
    "MI_THRESH",
    "INT_MULTI",
  ],
  ...["MULTI_RATE", "SAMPLE_FEEDBACK", "PINT_LOG_BASE", "PINT_PROB", "RATE_BOUND"],
];
/** Keys that change what the fork does in any case: priority flow control, windows, acknowledgements of its own. */
const ofTheFork = [
  ...["USE_DYNAMIC_PFC_THRESHOLD", "NIC_TOTAL_PAUSE_TIME", "DCTCP_RATE_AI", "HAS_WIN", "GLOBAL_T"],
  ...["VAR_WIN", "L2_CHUNK_SIZE", "L2_ACK_INTERVAL", "L2_BACK_TO_ZERO", "ACK_HIGH_PRIO"],
];
const maps = ["KMAX_MAP", "KMIN_MAP", "PMAX_MAP"] as const;
const read = [
  "TOPOLOGY_FILE",
  "CC_MODE",
  "PACKET_PAYLOAD_SIZE",
  "BUFFER_SIZE",
  "ERROR_RATE_PER_LINK",
  "LINK_DOWN",
  ...maps,
];
const known = [...read, ...ofOtherControls, ...ofTheFork];

/** True for a file of such settings. */
export function isNs3Settings(text: string): boolean {
  return /^[ \t]*(ENABLE_QCN|CC_MODE|PACKET_PAYLOAD_SIZE|KMAX_MAP|TOPOLOGY_FILE)[ \t]+\S/m.test(text);
}

/**
 * Reads the settings of ASTRA-sim's, SimAI's or HPCC's ns-3: lines of a key and its values. Throws UNKNOWN_KEY, MISSING_VALUE, INVALID_VALUE, or UNSUPPORTED for what stock ns-3 cannot do, with
 * key and line.
 */
export function readNs3Settings(text: string): Ns3Settings {
  const entries = new Entries(text);
  const mode = entries.number(
    "CC_MODE",
    12,
    (value) => value in controls,
    "1 DCQCN, 3 HPCC, 7 TIMELY, 8 DCTCP, 10 HPCC-PINT or 12 none",
  );
  const { name, options, headers = 0 } = controls[mode]!;
  const failing = (entries.words("LINK_DOWN") ?? []).some((word) => Number(word) !== 0);
  if (options === undefined || failing) {
    const keys = [
      ...(options === undefined ? [`CC_MODE (${mode}: ${name})`] : []),
      ...(failing ? ["LINK_DOWN"] : []),
    ];
    throw new AstraError("UNSUPPORTED", {
      field: options === undefined ? "CC_MODE" : "LINK_DOWN",
      line: entries.lineOf(options === undefined ? "CC_MODE" : "LINK_DOWN"),
      problem: `stock ns-3 has nothing for ${keys.join(" and ")}, which the fork has`,
      expected: "CC_MODE 8 (DCTCP) or 12 (none), and LINK_DOWN 0 0 0",
      hint: "To run the machine without these settings, name the topology file itself; transport, congestionControl and red are options of the network ns3, and links fail by topology.overrides.",
    });
  }
  const payload = entries.number(
    "PACKET_PAYLOAD_SIZE",
    1000,
    (value) => Number.isInteger(value) && value > 0,
    "bytes, a whole number above 0",
  );
  const isDctcp = mode === 8;
  // Of a switch, in MiB; a link may have all of it.
  const buffer = entries.number(
    "BUFFER_SIZE",
    0,
    (value) => Number.isInteger(value) && value < 4096,
    "MiB, a whole number below 4096",
  );
  const topology = entries.words("TOPOLOGY_FILE")?.[0];
  if (topology === undefined)
    throw new AstraError("MISSING_VALUE", {
      field: "TOPOLOGY_FILE",
      problem: "the settings name no topology",
      hint: "Name the topology file itself; the settings are options of the network ns3.",
    });
  const [maximum, minimum, probability] = maps.map((key) => entries.byRate(key));
  return {
    topology,
    line: entries.lineOf("TOPOLOGY_FILE")!,
    options: {
      ...options,
      mtu: payload + headers,
      ...(isDctcp && buffer > 0 ? { queue: buffer * 2 ** 20 } : {}),
    },
    errorRate: entries.number(
      "ERROR_RATE_PER_LINK",
      0,
      (value) => value >= 0 && value <= 1,
      "a number from 0 to 1",
    ),
    markingOf(bitsPerSecond) {
      const marks = {
        minimum: minimum?.get(bitsPerSecond),
        maximum: maximum?.get(bitsPerSecond),
        probability: probability?.get(bitsPerSecond),
      };
      if (!isDctcp || marks.minimum === undefined || marks.maximum === undefined) return undefined;
      // Thresholds are in thousands of bytes.
      return {
        minimum: marks.minimum * 1000,
        maximum: marks.maximum * 1000,
        probability: marks.probability ?? 1,
      };
    },
    passedOver: entries.among(isDctcp ? ofTheFork : ["BUFFER_SIZE", ...ofTheFork]),
  };
}

/** The lines of a file, by key. */
class Entries {
  readonly #lines = new Map<string, { readonly values: readonly string[]; readonly line: number }>();

  constructor(text: string) {
    for (const { words, number: line } of linesOf(text)) {
      const [key = "", ...values] = words;
      if (!known.includes(key) && !silent.test(key))
        throw new AstraError("UNKNOWN_KEY", {
          field: key,
          line,
          problem: "unknown key in a file of settings for ns-3",
          hint: didYouMean(key, known),
        });
      this.#lines.set(key, { values, line });
    }
  }

  lineOf(key: string): number | undefined {
    return this.#lines.get(key)?.line;
  }

  words(key: string): readonly string[] | undefined {
    return this.#lines.get(key)?.values;
  }

  among(keys: readonly string[]): string[] {
    return keys.filter((key) => this.#lines.has(key));
  }

  number(key: string, absent: number, isRight: (value: number) => boolean, expected: string): number {
    const words = this.words(key);
    if (words === undefined) return absent;
    const value = words.length === 1 && words[0] !== "" ? Number(words[0]) : Number.NaN;
    if (Number.isFinite(value) && isRight(value)) return value;
    throw this.#wrong(key, expected);
  }

  /** `6 25000000000 400 …`: how many pairs there are, then pairs of bits per second and a number. */
  byRate(key: string): ReadonlyMap<number, number> | undefined {
    const words = this.words(key);
    if (words === undefined) return undefined;
    const [count, ...pairs] = words.map(Number);
    if (pairs.length !== 2 * count! || pairs.some((value) => !(value >= 0)))
      throw this.#wrong(key, "the number of pairs, then pairs of bits per second and a number");
    return new Map(Array.from({ length: count! }, (_, pair) => [pairs[2 * pair]!, pairs[2 * pair + 1]!]));
  }

  #wrong(key: string, expected: string): AstraError {
    const { values, line } = this.#lines.get(key)!;
    return new AstraError("INVALID_VALUE", {
      field: key,
      line,
      problem: "wrong value",
      found: values.join(" "),
      expected,
    });
  }
}
