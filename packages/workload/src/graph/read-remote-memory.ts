import { AstraError, didYouMean } from "@astra-ts/core";
import type { GraphOptionsInput } from "./graph-options.js";

const types = [
  "NO_MEMORY_EXPANSION",
  "PER_NPU_MEMORY_EXPANSION",
  "PER_NODE_MEMORY_EXPANSION",
  "MEMORY_POOL",
] as const;

const models = {
  PER_NPU_MEMORY_EXPANSION: "per-npu",
  PER_NODE_MEMORY_EXPANSION: "per-node",
  MEMORY_POOL: "pool",
} as const;

/**
 * Remote memory as ASTRA-sim 2.x's file (JSON, parsed) describes it; undefined for none. Latency and bandwidth are cut to whole numbers there, and a bandwidth of 0 costs nothing.
 * Throws MISSING_VALUE or INVALID_VALUE that names file and key.
 */
export function readRemoteMemory(value: unknown, file: string): GraphOptionsInput["remoteMemory"] {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const type = types.find((name) => name === fields["memory-type"]);
  if (type === undefined) {
    const found = fields["memory-type"];
    throw new AstraError(found === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      file,
      field: "memory-type",
      problem: "no kind of remote memory",
      ...(found === undefined ? {} : { found }),
      expected: `one of ${types.join(", ")}`,
      hint: typeof found === "string" ? didYouMean(found, types) : undefined,
    });
  }
  if (type === "NO_MEMORY_EXPANSION") return undefined;
  const whole = (key: string): number => {
    const number = fields[key];
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) return Math.trunc(number);
    throw new AstraError(number === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      file,
      field: key,
      problem: "wrong value",
      ...(number === undefined ? {} : { found: number }),
      expected: "a number, 0 or more",
    });
  };
  const bandwidth = whole("remote-mem-bw");
  return {
    model: models[type],
    latency: whole("remote-mem-latency"),
    bandwidth: bandwidth === 0 ? Number.MAX_VALUE : bandwidth,
    ...(type === "PER_NODE_MEMORY_EXPANSION" ? { npusPerNode: Math.max(1, whole("num-npus-per-node")) } : {}),
  };
}
