import type { Tier, Topology } from "@astra-ts/core";
import { gibibytesPerSecond } from "../readers/gibibytes.js";

interface Prices {
  readonly link: number;
  readonly switch?: number;
  readonly nic?: number;
}

/** Per GB/s of bandwidth, in the (unnamed) currency of ASTRA-sim 1.0. A tile has no switches. */
const prices: Readonly<Record<Tier, Prices>> = {
  tile: { link: 1 },
  package: { link: 4, switch: 13, nic: 0 },
  node: { link: 4, switch: 13, nic: 0 },
  pod: { link: 7.4, switch: 23.7, nic: 47.8 },
};

/** Price of a network in the cost model of ASTRA-sim 1.0; undefined where that model has no price (a switch on a tile, fat trees, graphs given as data). */
export function networkCost({ dimensions, shapes, npus, regular }: Topology): number | undefined {
  if (!regular) return undefined;
  let cost = 0;
  let inside = 1;
  for (let index = 0; index < dimensions.length; index++) {
    const dimension = dimensions[index];
    const shape = shapes[index];
    inside *= dimension.npus;
    const bandwidth = figure(dimension.bandwidth / gibibytesPerSecond);
    const price = prices[dimension.tier ?? "node"];
    if (shape.name === "switch") {
      if (price.switch === undefined || price.nic === undefined) return undefined;
      const switches = npus / inside;
      const radix = inside * dimension.links;
      const links = radix * switches;
      cost += price.link * links * bandwidth;
      cost += price.switch * switches * bandwidth * radix;
      cost += price.nic * links * bandwidth;
    } else if (shape.switches(dimension) > 0) {
      return undefined;
    } else if (dimension.npus > 1 || shape.name === "ring") {
      cost += price.link * (npus / dimension.npus) * shape.cables(dimension) * bandwidth;
    }
  }
  return cost;
}

/** The figure as it was written before its unit was converted: without the last digits' rounding. */
function figure(value: number): number {
  return Number(value.toPrecision(12));
}
