import type { Topology } from "@astra-ts/core";

/** Shapes in which the way between two positions depends on their distance alone. */
const uniformShapes = new Set(["ring", "fully-connected", "switch"]);

/** True where the machine looks alike from every rank: a shift of all ranks along its dimensions changes neither links nor routes. */
export function looksAlikeFromEveryRank({ regular, dimensions }: Topology): boolean {
  return regular && dimensions.every(({ shape }) => uniformShapes.has(shape));
}
