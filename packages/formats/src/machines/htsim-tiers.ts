import { AstraError, didYouMean } from "@astra-ts/core";
import { linesOf, type TextLine } from "../lines.js";

/** One level of switches of a fat tree, and the links between it and the level below (or the hosts). */
export interface HtsimTier {
  readonly line: number;
  /** Gbit/s and ns. */
  readonly downlinkSpeed: number;
  readonly downlinkLatency: number;
  readonly switchLatency: number;
  readonly radixDown: number;
  /** Absent at the top. */
  readonly radixUp: number | undefined;
  readonly oversubscription: number;
  /** Links side by side to each switch of the level below. */
  readonly bundle: number;
}

/** The file as it stands. */
export interface HtsimFile {
  readonly nodes: number;
  readonly podSize: number;
  readonly tiers: readonly HtsimTier[];
}

const headerKeys = ["nodes", "tiers", "podsize"];
const tierKeys = [
  "downlink_speed_gbps",
  "downlink_latency_ns",
  "switch_latency_ns",
  "radix_down",
  "radix_up",
  "oversubscribed",
  "bundle",
  "queue_up",
  "queue_down",
];

type Entries = Map<string, { readonly value: number; readonly line: number }>;

/** Reads a `.topo` file's keys, whose case does not matter. Throws with the line. */
export function readHtsimTiers(text: string, warn: (message: string) => void): HtsimFile {
  const header: Entries = new Map();
  const sections: { readonly line: number; readonly entries: Entries }[] = [];
  for (const line of linesOf(text)) {
    const key = line.words[0]!.toLowerCase();
    const value = wholeOf(line);
    if (key === "tier") {
      if (value !== sections.length)
        throw wrong(
          line,
          `tiers stand in order: this is number ${sections.length}`,
          `Tier ${sections.length}`,
        );
      sections.push({ line: line.number, entries: new Map() });
      continue;
    }
    const entries = sections.at(-1)?.entries ?? header;
    const known = entries === header ? headerKeys : tierKeys;
    if (!known.includes(key)) {
      warn(
        `line ${line.number}: ${line.words[0]} is not known and not used. ${didYouMean(key, known) ?? ""}`.trim(),
      );
      continue;
    }
    if (entries.has(key)) throw wrong(line, `${line.words[0]} is given twice`, "each key once");
    entries.set(key, { value, line: line.number });
  }
  const count = required(header, "Tiers", 1);
  if (count.value !== 2 && count.value !== 3)
    throw new AstraError("INVALID_VALUE", {
      line: count.line,
      field: "Tiers",
      problem: "fat trees of other heights are not known",
      found: count.value,
      expected: "2 or 3",
    });
  if (sections.length !== count.value)
    throw new AstraError("LENGTH_MISMATCH", {
      line: count.line,
      field: "Tiers",
      problem: "the file does not describe as many tiers as it announces",
      found: `${sections.length} sections`,
      expected: `${count.value}: Tier 0 to Tier ${count.value - 1}`,
    });
  const tiers = sections.map((section, index) => tierOf(section, index === sections.length - 1));
  return { nodes: positive(header, "Nodes", 1), podSize: positive(header, "Podsize", 1), tiers };
}

function tierOf({ line, entries }: { line: number; entries: Entries }, isTop: boolean): HtsimTier {
  const optional = (key: string, otherwise: number): number => entries.get(key)?.value ?? otherwise;
  return {
    line,
    downlinkSpeed: positive(entries, "Downlink_speed_Gbps", line),
    downlinkLatency: positive(entries, "Downlink_Latency_ns", line),
    switchLatency: optional("switch_latency_ns", 0),
    radixDown: positive(entries, "Radix_Down", line),
    radixUp: isTop ? undefined : positive(entries, "Radix_Up", line),
    oversubscription: Math.max(1, optional("oversubscribed", 1)),
    bundle: Math.max(1, optional("bundle", 1)),
  };
}

function wholeOf(line: TextLine): number {
  const [key, word = ""] = line.words;
  if (line.words.length !== 2 || !/^\d+$/.test(word))
    throw wrong(line, `not a value of ${key}`, "one whole number, 0 or more");
  return Number(word);
}

function positive(entries: Entries, key: string, line: number): number {
  const { value, line: own } = required(entries, key, line);
  if (value > 0) return value;
  throw new AstraError("INVALID_VALUE", {
    line: own,
    field: key,
    problem: "too small",
    found: value,
    expected: "1 or more",
  });
}

function required(
  entries: Entries,
  key: string,
  line: number,
): { readonly value: number; readonly line: number } {
  const entry = entries.get(key.toLowerCase());
  if (entry !== undefined) return entry;
  throw new AstraError("MISSING_VALUE", {
    line,
    field: key,
    problem: `${key} is missing`,
    expected: "a whole number, 1 or more",
  });
}

function wrong(line: TextLine, problem: string, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", {
    line: line.number,
    field: line.words[0],
    problem,
    found: line.text,
    expected,
  });
}
