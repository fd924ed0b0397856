import type { RoutingTables } from "./routing-tables.js";
import type { EngineState } from "./state.js";

/** Route of a packet whose head has come to a router: `link << 2 | VC class`. Computed once per packet and router. */
export function computeRoute(state: EngineState, router: number, vc: number, packet: number): number {
  const { routing, vnets } = state;
  const destination = state.packets.destination[packet]!;
  const vnet = state.vcVnet[vc]!;
  if (routing.homeRouter[destination] === router) return routing.ejectLink[destination * vnets + vnet]! << 2;
  if (routing.kind === "dimension-order") {
    const { hops, classes, offsets, coordinates, dimensions, rowLength } = routing;
    const row = router * rowLength;
    const position = destination * dimensions;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const at = row + offsets[dimension]! + coordinates[position + dimension]!;
      const link = hops[at]!;
      if (link < 0) continue;
      return (link << 2) | classes[at]!;
    }
    return -1;
  }
  if (routing.kind === "vnet") {
    const link = routing.vnetTable[router * vnets + vnet]!;
    if (link >= 0) return link << 2;
  }
  const entry = routing.table[router * state.nodes + destination]!;
  return (entry >= -1 ? entry : pick(routing, router, -2 - entry)) << 2;
}

function pick(routing: RoutingTables, router: number, set: number): number {
  const { links, random } = routing.candidates[set]!;
  if (random) return links[Math.floor(routing.random() * links.length)]!;
  const turn = routing.spread[router]!;
  routing.spread[router] = turn + 1;
  return links[turn % links.length]!;
}
