import type { Sweep } from "@astra-ts/core";
import { sweepMeasures } from "../src/sweep/sweep.js";
import { column } from "../src/tables/table.js";

/** Two backends, two shapes, two numbers of NPUs, six sizes; the last point failed. */
export function fakeSweep(): Sweep {
  const rows: Record<string, string | number | null>[] = [];
  for (const network of ["analytical", "packet"])
    for (const shape of ["ring", "switch"])
      for (const npus of [8, 16])
        for (let power = 10; power <= 20; power += 2) {
          const time = npus * 1000 + 2 ** power * (network === "packet" ? 0.03 : 0.02);
          rows.push({
            network,
            shape,
            npus,
            size: 2 ** power,
            total_ns: time,
            cost: npus * (shape === "ring" ? 2 : 3),
            wall_s: time / 1e6,
          });
        }
  const last = rows.at(-1);
  if (last !== undefined) Object.assign(last, { total_ns: null, cost: null, wall_s: null });
  return {
    name: "All-reduce by size",
    parameters: [
      column("network", "network", "text"),
      column("shape", "shape", "text"),
      column("npus", "NPUs", "count"),
      column("size", "size", "B"),
    ],
    measures: sweepMeasures,
    rows,
  };
}
