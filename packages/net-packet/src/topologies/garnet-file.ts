import { AstraError, didYouMean } from "@astra-ts/core";

/** Topologies of ASTRA-sim's Garnet fork that its front end can drive. */
export const garnetTopologies = ["Torus3D", "NV_Switch", "AllToAll"] as const;
/** Name of a topology that a Garnet network file may ask for. */
export type GarnetTopology = (typeof garnetTopologies)[number];

/** A network file of ASTRA-sim's Garnet fork. Widths in bits per cycle, latencies in cycles, sizes in bytes; one cycle is 1 ns. */
export interface GarnetFile {
  readonly topology: GarnetTopology;
  readonly npus: number;
  readonly packages: number;
  readonly packageRows: number;
  readonly localRings: number;
  /** Rings in each of the two directions. */
  readonly horizontalRings: number;
  readonly verticalRings: number;
  /** NV_Switch: switches that every NPU has a link to. */
  readonly linksPerTile: number;
  readonly flitWidth: number;
  readonly tileLinkWidth: number;
  readonly packageLinkWidth: number;
  /** Of all messages, local ones too. */
  readonly packetSize: number;
  readonly vcsPerVnet: number;
  readonly buffersPerVc: number;
  readonly routerLatency: number;
  /** Of links inside a package and between NPU and router. */
  readonly localLinkLatency: number;
  readonly packageLinkLatency: number;
}

interface Key {
  readonly field: Exclude<keyof GarnetFile, "topology">;
  readonly default: number;
}

/** Keys with whole numbers, their meaning here and the fork's defaults. */
const numbers: Readonly<Record<string, Key>> = {
  "num-npus": { field: "npus", default: 1 },
  "num-packages": { field: "packages", default: 1 },
  "package-rows": { field: "packageRows", default: 2 },
  "local-rings": { field: "localRings", default: 1 },
  "horizontal-rings": { field: "horizontalRings", default: 1 },
  "vertical-rings": { field: "verticalRings", default: 1 },
  "links-per-tile": { field: "linksPerTile", default: 1 },
  "flit-width": { field: "flitWidth", default: 128 },
  "tile-link-width": { field: "tileLinkWidth", default: 128 },
  "package-link-width": { field: "packageLinkWidth", default: 128 },
  "package-packet-size": { field: "packetSize", default: 64 },
  "vcs-per-vnet": { field: "vcsPerVnet", default: 4 },
  "buffers-per-vc": { field: "buffersPerVc", default: 16 },
  "router-latency": { field: "routerLatency", default: 1 },
  "local-link-latency": { field: "localLinkLatency", default: 1 },
  "package-link-latency": { field: "packageLinkLatency", default: 1 },
};
/** Keys that the fork reads and does not use. */
const unused = ["local-packet-size", "local-link-efficiency", "package-link-efficiency"];
const routings: Readonly<Record<GarnetTopology, string>> = {
  Torus3D: "Ring_XY",
  NV_Switch: "AllToAll",
  AllToAll: "AllToAll",
};
const allKeys = [...Object.keys(numbers), "topology", "routing-algorithm", ...unused];

/** What a Garnet network file says. */
export interface GarnetFileContent {
  readonly file: GarnetFile;
  readonly warnings: readonly string[];
}

/**
 * Reads a network file of the fork: words `key: value`, in any order and layout. As there, a key that nothing reads is passed over, here with a warning.
 * Throws UNKNOWN_NAME, INVALID_VALUE, MISSING_VALUE or FILE_SYNTAX naming file, line and key.
 */
export function readGarnetFile(text: string, file: string): GarnetFileContent {
  const warnings: string[] = [];
  const values = new Map<string, { value: string; line: number }>();
  for (const { key, value, line } of words(text, file)) {
    if (!allKeys.includes(key)) {
      const hint = didYouMean(key, allKeys);
      warnings.push(`${file}:${line}: nothing reads the key ${key}${hint === undefined ? "" : `. ${hint}`}`);
    }
    values.set(key, { value, line });
  }

  const named = values.get("topology");
  const topology = garnetTopologies.find((name) => name === named?.value);
  if (topology === undefined)
    throw new AstraError(named === undefined ? "MISSING_VALUE" : "UNKNOWN_NAME", {
      file,
      line: named?.line,
      field: "topology",
      problem: named === undefined ? "the topology is missing" : "unknown topology",
      found: named?.value,
      expected: `one of ${garnetTopologies.join(", ")}`,
      hint: named && didYouMean(named.value, garnetTopologies),
    });
  const fields = Object.fromEntries(
    Object.entries(numbers).map(([key, { field, default: fallback }]) => {
      const entry = values.get(key);
      return [
        field,
        entry === undefined ? fallback : wholeNumber(entry.value, { file, line: entry.line, field: key }),
      ];
    }),
  ) as unknown as Omit<GarnetFile, "topology">;
  const content: GarnetFile = { topology, ...fields };

  const routing = values.get("routing-algorithm");
  if (routing === undefined || routing.value !== routings[topology])
    throw new AstraError(routing === undefined ? "MISSING_VALUE" : "UNSUPPORTED", {
      file,
      line: routing?.line,
      field: "routing-algorithm",
      problem: `${topology} is routed by ${routings[topology]}`,
      found: routing?.value,
      expected: routings[topology],
    });
  checkShape(content, (key) => ({ file, line: values.get(key)?.line, field: key }));
  return { file: content, warnings };
}

type Place = (key: string) => { file: string; line: number | undefined; field: string };

function checkShape(content: GarnetFile, at: Place): void {
  const { npus, packages, packageRows, topology, flitWidth } = content;
  const divides = (key: string, value: number, whole: number, what: string): void => {
    if (whole % value !== 0)
      throw new AstraError("INVALID_VALUE", {
        ...at(key),
        problem: `must divide ${what}`,
        found: value,
        expected: `a divisor of ${whole}`,
      });
  };
  divides("num-packages", packages, npus, "the NPUs");
  divides("package-rows", packageRows, packages, "the packages");
  if (topology !== "Torus3D" && packageRows !== 1)
    throw new AstraError("UNSUPPORTED", {
      ...at("package-rows"),
      problem: `${topology} has one row of packages`,
      found: packageRows,
      expected: "1",
    });
  for (const [key, width] of [
    ["tile-link-width", content.tileLinkWidth],
    ["package-link-width", content.packageLinkWidth],
  ] as const)
    if (width > flitWidth)
      throw new AstraError("UNSUPPORTED", {
        ...at(key),
        problem: "a link may not be wider than a flit",
        found: width,
        expected: `${flitWidth} (flit-width) at most`,
      });
}

function wholeNumber(value: string, where: { file: string; line: number; field: string }): number {
  if (/^[0-9]+$/.test(value) && Number(value) >= 1 && Number(value) <= 1e9) return Number(value);
  throw new AstraError("INVALID_VALUE", {
    ...where,
    problem: "not usable",
    found: value,
    expected: "a whole number, 1 or more",
  });
}

function* words(text: string, file: string): Generator<{ key: string; value: string; line: number }> {
  let pending: { key: string; line: number } | undefined;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    for (const word of content.split(/\s+/)) {
      if (word === "") continue;
      const line = index + 1;
      if (pending !== undefined) {
        yield { key: pending.key, value: word, line };
        pending = undefined;
      } else if (word.endsWith(":")) {
        pending = { key: word.slice(0, -1), line };
      } else {
        throw new AstraError("FILE_SYNTAX", {
          file,
          line,
          problem: "a value without a key",
          found: word,
          expected: "words of the form `key: value`",
        });
      }
    }
  }
  if (pending !== undefined)
    throw new AstraError("FILE_SYNTAX", {
      file,
      line: pending.line,
      field: pending.key,
      problem: "a key without a value at the end of the file",
    });
}
