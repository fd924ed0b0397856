import { AstraError, type DimensionInput } from "@astra-ts/core";
import {
  asList,
  astraSimShapes,
  countAtLeast,
  knownFields,
  list,
  notNegative,
  oneOf,
  positive,
} from "./fields.js";
import { fromGibibytesPerSecond } from "./gibibytes.js";
import type { NetworkFile } from "./network-file.js";

const keys = ["topology", "npus_count", "bandwidth", "latency"] as const;

const keyOfField: Readonly<Record<string, (typeof keys)[number]>> = {
  shape: "topology",
  npus: "npus_count",
  bandwidth: "bandwidth",
  latency: "latency",
};

/**
 * Dimensions of an ASTRA-sim 2.x network file (YAML), given as plain data. Bandwidth is in 2^30 bytes per second there, per link and direction, and in bytes per ns here.
 * A single value is a list of one. Errors name the key and the place in its list: `npus_count.1`.
 */
export function readNetwork2(value: unknown): NetworkFile {
  const fields = knownFields(value, keys, "an ASTRA-sim 2.x network file");
  const topology = asList(fields.topology);
  if (!Array.isArray(topology) || topology.length === 0)
    throw new AstraError(topology === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      problem: "the shapes of the dimensions are missing",
      field: "topology",
      found: topology,
      expected: "a list such as [ Ring, Switch ]",
    });
  const count = topology.length;
  const shapes = list(fields, "topology", count, oneOf(astraSimShapes, "shape"));
  const npus = list(fields, "npus_count", count, countAtLeast(1));
  const bandwidth = list(fields, "bandwidth", count, positive);
  const latency = list(fields, "latency", count, notNegative);
  const dimensions = shapes.map((shape, index): DimensionInput => {
    return {
      shape,
      npus: npus[index],
      bandwidth: fromGibibytesPerSecond(bandwidth[index]),
      latency: latency[index],
    };
  });
  return { dimensions, rules: "astra-sim-2", keys: keyOfField, warnings: [] };
}
