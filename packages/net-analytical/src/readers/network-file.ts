import type { DimensionInput } from "@astra-ts/core";

/** What a network file of ASTRA-sim says, in inner units. */
export interface NetworkFile {
  readonly dimensions: readonly DimensionInput[];
  /** Whose rules the file asks for: option `rules` of the network `analytical`. */
  readonly rules: "astra-sim-1" | "astra-sim-2";
  /** The file's key for each field of a dimension: `link-bandwidth` for `bandwidth`. */
  readonly keys: Readonly<Record<string, string>>;
  /** Things that the file says and that do not mean what one might think. */
  readonly warnings: readonly string[];
}

/** Which ASTRA-sim wrote for a file of this content: by its key for the number of NPUs. */
export function networkFileRules(value: unknown): NetworkFile["rules"] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("npus_count" in value) return "astra-sim-2";
  return "units-count" in value || "topologies-per-dim" in value ? "astra-sim-1" : undefined;
}
