import type { PathRouting } from "./description.js";
import type { RoutingTables } from "./routing-tables.js";
import type { EngineState } from "./state.js";

/** Bits of a route's class of virtual channels. */
export const classBits = 4;
/** Mask of those bits. */
export const classBitMask = (1 << classBits) - 1;
/** Code of the first of the classes that a packet passes one after the other; those before have names, see `VcClass`. */
export const firstStage = 4;
/** Most such classes. */
export const mostStages = (1 << classBits) - firstStage;

/** Route of a packet whose head has come to a router over `link`: `output link << classBits | VC class`. Computed once per packet and router. */
export function computeRoute(
  state: EngineState,
  link: number,
  router: number,
  vc: number,
  packet: number,
): number {
  const { routing, vnets } = state;
  const destination = state.packets.destination[packet]!;
  const vnet = state.vcVnet[vc]!;
  if (routing.homeRouter[destination] === router)
    return routing.ejectLink[destination * vnets + vnet]! << classBits;
  if (routing.kind === "dimension-order") {
    const { hops, classes, offsets, coordinates, dimensions, rowLength } = routing;
    const row = router * rowLength;
    const position = destination * dimensions;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const at = row + offsets[dimension]! + coordinates[position + dimension]!;
      const output = hops[at]!;
      if (output < 0) continue;
      return (output << classBits) | classes[at]!;
    }
    return -1;
  }
  if (routing.kind === "vnet") {
    const output = routing.vnetTable[router * vnets + vnet]!;
    if (output >= 0) return output << classBits;
  }
  if (routing.paths !== undefined) return routeOnPath(state, routing.paths, link, router, packet);
  const entry = routing.table[router * state.nodes + destination]!;
  return (entry >= -1 ? entry : pick(routing, router, -2 - entry)) << classBits;
}

/** The next hop on a packet's path. The class is that of the hop before, or the next one. */
function routeOnPath(
  { packets, fromRouter }: EngineState,
  paths: PathRouting,
  link: number,
  router: number,
  packet: number,
): number {
  const output = paths.next(router, packets.destination[packet]!, packets.path[packet]!);
  if (output < 0 || paths.classes === 1) return output << classBits;
  if (fromRouter[link] === 1 && paths.changesClass(link, output)) packets.stage[packet]!++;
  return (output << classBits) | (firstStage + packets.stage[packet]!);
}

function pick(routing: RoutingTables, router: number, set: number): number {
  const { links, random } = routing.candidates[set]!;
  if (random) return links[Math.floor(routing.random() * links.length)]!;
  const turn = routing.spread[router]!;
  routing.spread[router] = turn + 1;
  return links[turn % links.length]!;
}
