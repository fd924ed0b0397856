import { AstraError } from "@astra-ts/core";
import type { NetworkFile } from "@astra-ts/net-analytical";

/** Lists of a network file that flags may replace, under the names of ASTRA-sim 1.0's file. */
export type NetworkLists = Readonly<
  Partial<Record<"units-count" | "links-count" | "link-latency" | "link-bandwidth", readonly number[]>>
>;

/** What each list is called in the files; absent where a file has no such list. */
const keys: Readonly<
  Record<NetworkFile["rules"] | "garnet" | "nodes and links", Readonly<Record<string, string>>>
> = {
  "astra-sim-1": {
    "units-count": "units-count",
    "links-count": "links-count",
    "link-latency": "link-latency",
    "link-bandwidth": "link-bandwidth",
  },
  "astra-sim-2": { "units-count": "npus_count", "link-latency": "latency", "link-bandwidth": "bandwidth" },
  garnet: {},
  "nodes and links": {},
};

/** Lists by the key of the file that they replace, and the flag that gives them. Throws UNSUPPORTED for one that the file has no key for. */
export function replacedLists(
  lists: NetworkLists,
  rules: keyof typeof keys,
  file: string,
): ReadonlyMap<string, { readonly flag: string; readonly values: readonly number[] }> {
  return new Map(
    Object.entries(lists).map(([name, values]) => {
      const key = keys[rules][name];
      if (key !== undefined) return [key, { flag: `--${name}`, values }];
      throw new AstraError("UNSUPPORTED", {
        field: `--${name}`,
        problem: `the network file ${file} has no such list that could be replaced`,
      });
    }),
  );
}
