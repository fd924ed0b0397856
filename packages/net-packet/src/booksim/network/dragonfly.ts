import { type WiredNetwork, Wiring } from "./wiring.js";

const localLatency = 10;
const globalLatency = 100;

/**
 * A dragonfly: p nodes a router, 2p routers a group, 2p² + 1 groups, each joined to each. Ports: p nodes, 2p - 1 routers of the group in order, p other groups.
 */
export function dragonfly(nodesPerRouter: number): WiredNetwork {
  const perGroup = 2 * nodesPerRouter;
  const groups = perGroup * nodesPerRouter + 1;
  const routers = perGroup * groups;
  const wiring = new Wiring(routers * nodesPerRouter, routers);
  const local = new Map<number, ReturnType<Wiring["link"]>>();
  const global = new Map<number, ReturnType<Wiring["link"]>>();
  const localWire = (from: number, to: number) => wireOf(local, from * routers + to, localLatency);
  const globalWire = (from: number, to: number) => wireOf(global, from * groups + to, globalLatency);
  const wireOf = (wires: typeof local, key: number, latency: number) => {
    const known = wires.get(key) ?? wiring.link(latency);
    wires.set(key, known);
    return known;
  };
  for (let router = 0; router < routers; router++) {
    const group = Math.floor(router / perGroup);
    for (let port = 0; port < nodesPerRouter; port++) wiring.inject(router, nodesPerRouter * router + port);
    for (let port = 0; port < nodesPerRouter; port++) wiring.eject(router, nodesPerRouter * router + port);
    for (let place = 0; place < perGroup; place++) {
      const peer = group * perGroup + place;
      if (peer === router) continue;
      wiring.leave(router, localWire(router, peer));
      wiring.enter(router, localWire(peer, router));
    }
    for (let port = 0; port < nodesPerRouter; port++) {
      // Global ports of a group are numbered through its routers; the group's own number is left out.
      const slot = (router % perGroup) * nodesPerRouter + port;
      const other = slot < group ? slot : slot + 1;
      wiring.leave(router, globalWire(group, other));
      wiring.enter(router, globalWire(other, group));
    }
  }
  return wiring.finish();
}
