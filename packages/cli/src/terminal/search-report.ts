import type { SearchPoint } from "@astra-ts/workload-gen";

/** One way to spread the step, and what was found of it. Times in ns, memory in bytes of the fullest NPU. */
export interface SearchRow extends SearchPoint {
  readonly verdict: "simulated" | "cannot be the shortest" | "does not fit" | "does not divide";
  readonly time?: number;
  /** What the busiest NPU computes. */
  readonly leastTime?: number;
  readonly memory?: number;
  readonly reason?: string;
}

/** What a search found: rows in order, the shortest step first. */
export interface SearchReport {
  readonly model: string;
  readonly network: string;
  readonly npus: number;
  readonly batch: number;
  readonly compute: string;
  readonly rows: readonly SearchRow[];
}

/** `tensor 4, data 2, 1f1b of 8 microbatches`. */
export function pointText({
  tensor,
  data,
  pipeline,
  microbatches,
  schedule,
  fullySharded,
}: SearchPoint): string {
  const degrees = Object.entries({ tensor, data, pipeline }).filter(([, degree]) => degree > 1);
  const parts = degrees.map(([axis, degree]) => `${axis} ${degree}`);
  if (microbatches > 1) parts.push(`${pipeline > 1 ? `${schedule} of ` : ""}${microbatches} microbatches`);
  if (fullySharded) parts.push("fully sharded");
  return parts.join(", ") || "one NPU";
}
