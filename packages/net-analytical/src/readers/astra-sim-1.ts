import {
  AstraError,
  type DimensionInput,
  isAstraError,
  lineOfJson,
  parseJson,
  type Tier,
} from "@astra-ts/core";
import {
  asList,
  astraSimShapes,
  countAtLeast,
  invalid,
  knownFields,
  list,
  notNegative,
  oneOf,
  positive,
} from "./fields.js";
import { fromGibibytesPerSecond } from "./gibibytes.js";
import type { NetworkFile } from "./network-file.js";

const keys = [
  "topology-name",
  "dimensions-count",
  "topologies-per-dim",
  "dimension-type",
  "units-count",
  "links-count",
  "link-latency",
  "link-bandwidth",
  "nic-latency",
  "router-latency",
  "hbm-latency",
  "hbm-bandwidth",
  "hbm-scale",
] as const;

const keyOfField: Readonly<Record<string, (typeof keys)[number]>> = {
  shape: "topologies-per-dim",
  npus: "units-count",
  links: "links-count",
  latency: "link-latency",
  bandwidth: "link-bandwidth",
  nicLatency: "nic-latency",
  routerLatency: "router-latency",
  tier: "dimension-type",
  "memory.latency": "hbm-latency",
  "memory.bandwidth": "hbm-bandwidth",
  "memory.scale": "hbm-scale",
};

/** Keys of the analytical backend before it had `Hierarchical`, in 2020 and 2021. */
const formerKeys: Readonly<Record<string, string>> = {
  "dims-count": "Its later name is dimensions-count.",
  "packages-counts": "Its later name is units-count.",
  "nodes-per-dim": "Its later name is units-count, a list with a number for each dimension.",
  "topology-shape-configs": "Later versions have topologies-per-dim and links-count instead.",
  "use-fast-version": "Later versions have no such choice: leave it out.",
};

const tiers = new Map<unknown, Tier>([
  ["Tile", "tile"],
  ["Package", "package"],
  ["Node", "node"],
  ["Pod", "pod"],
]);

/**
 * Dimensions of an ASTRA-sim 1.0 network file, given as plain data. Link bandwidth is in 2^30 bytes per second there and in bytes per ns here; memory bandwidth is in 1e9
 * bytes per second. Errors name the key and the place in its list: `links-count.1`.
 */
export function readNetwork1(value: unknown): NetworkFile {
  const fields = knownFields(value, keys, "an ASTRA-sim 1.0 network file", formerKeys);
  const name = fields["topology-name"];
  if (name !== undefined && name !== "Hierarchical")
    throw new AstraError("UNKNOWN_NAME", {
      problem: "unknown topology",
      field: "topology-name",
      found: name,
      expected: "Hierarchical",
      hint: "The shapes of the dimensions stand in topologies-per-dim.",
    });
  const count = dimensionsCount(fields);
  const shapes = list(fields, "topologies-per-dim", count, oneOf(astraSimShapes, "shape"));
  const npus = list(fields, "units-count", count, countAtLeast(1));
  const links = list(fields, "links-count", count, countAtLeast(1));
  const latency = list(fields, "link-latency", count, notNegative);
  const bandwidth = list(fields, "link-bandwidth", count, positive);
  const nicLatency = list(fields, "nic-latency", count, notNegative, 0);
  const routerLatency = list(fields, "router-latency", count, notNegative, 0);
  const memoryLatency = list(fields, "hbm-latency", count, notNegative, 0);
  const memoryBandwidth = list(fields, "hbm-bandwidth", count, positive, 1);
  const memoryScale = list(fields, "hbm-scale", count, notNegative, 0);
  const tier = list(fields, "dimension-type", count, (type) => tiers.get(type) ?? "node", "node");

  const warnings: string[] = [];
  const dimensions = shapes.map((shape, index): DimensionInput => {
    checkLinks(shape, npus[index], links[index], index, warnings);
    return {
      shape,
      npus: npus[index],
      links: links[index],
      latency: latency[index],
      bandwidth: fromGibibytesPerSecond(bandwidth[index]),
      nicLatency: nicLatency[index],
      routerLatency: routerLatency[index],
      tier: tier[index],
      ...(memoryScale[index] === 0
        ? {}
        : {
            memory: {
              latency: memoryLatency[index],
              bandwidth: memoryBandwidth[index],
              scale: memoryScale[index],
            },
          }),
    };
  });
  return { dimensions, rules: "astra-sim-1", keys: keyOfField, warnings };
}

/** The same from the text of a JSON file; errors name the file and the line. */
export function readNetworkJson(text: string, file: string): NetworkFile {
  const value = parseJson(text, file, "an ASTRA-sim 1.0 network file");
  try {
    return readNetwork1(value);
  } catch (error) {
    if (!isAstraError(error)) throw error;
    throw error.located({ file, line: lineOfJson(text, error.details.field?.split(".") ?? []) });
  }
}

/** The file may leave the count out where its lists say it. ASTRA-sim 1.0 then takes 1, and crashes on longer lists. */
function dimensionsCount(fields: Readonly<Record<string, unknown>>): number {
  const count = fields["dimensions-count"];
  if (count !== undefined) return countAtLeast(1)(count, "dimensions-count");
  const shapes = asList(fields["topologies-per-dim"]);
  return Array.isArray(shapes) && shapes.length > 0 ? shapes.length : 1;
}

function checkLinks(shape: string, npus: number, links: number, index: number, warnings: string[]): void {
  if (npus === 1) return;
  const field = `links-count.${index}`;
  if (shape === "ring") {
    if (links < 2)
      throw invalid(field, "a ring needs a link in each direction", links, "2 or more links per NPU");
    if (links % 2 === 1) warnings.push(`${field}: a ring uses links in pairs; one of ${links} is not used`);
  }
  if (shape === "fully-connected") {
    const peers = npus - 1;
    if (links < peers)
      throw invalid(field, "too few links to reach every peer", links, `${peers} or more links per NPU`);
    if (links % peers > 0)
      warnings.push(
        `${field}: a fully connected dimension uses links in multiples of ${peers}; ${links % peers} of ${links} are not used`,
      );
  }
}
