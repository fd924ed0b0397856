import type { Bound } from "@astra-ts/core";

/** What a lower bound follows from, in words: `what NPU 10 receives`. */
export function limitWords({ limitedBy, where }: Bound): string {
  return limitedBy === "latency" || limitedBy === "nothing" ? limitedBy : where;
}
