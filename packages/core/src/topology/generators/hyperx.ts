import type { GraphInput } from "../create-graph-topology.js";
import { eachPlane, type LinkFigures, MachineBuilder, npu } from "./machine-builder.js";

/** Switches on a grid, each linked to all others in its row of every dimension. */
export interface HyperX {
  /** Switches along each dimension. */
  readonly sizes: readonly number[];
  readonly npusPerSwitch: number;
  readonly planes: number;
  readonly link: LinkFigures;
  readonly uplink: LinkFigures;
}

/** Ahn and others, SC 2009; with equal sizes the flattened butterfly of Kim, Dally and Abts, ISCA 2007. */
export function hyperX({ sizes, npusPerSwitch, planes, link, uplink }: HyperX): GraphInput {
  const switches = sizes.reduce((product, size) => product * size, 1);
  const builder = new MachineBuilder();
  builder.npus(switches * npusPerSwitch);
  eachPlane(planes, (prefix) => {
    const names = builder.switches(`${prefix}switch`, switches);
    for (let rank = 0; rank < switches * npusPerSwitch; rank++)
      builder.link(npu(rank), names[Math.floor(rank / npusPerSwitch)]!, link);
    let stride = 1;
    for (const size of sizes) {
      for (let from = 0; from < switches; from++) {
        const place = Math.floor(from / stride) % size;
        for (let other = place + 1; other < size; other++)
          builder.link(names[from]!, names[from + (other - place) * stride]!, uplink);
      }
      stride *= size;
    }
  });
  return builder.machine([npusPerSwitch, ...sizes]);
}
