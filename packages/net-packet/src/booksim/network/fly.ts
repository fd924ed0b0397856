import { type WiredNetwork, Wiring } from "./wiring.js";

/** A butterfly of n stages of k^(n-1) switches with k inputs and k outputs. */
export function fly(radix: number, stages: number): WiredNetwork {
  const nodes = radix ** stages;
  const perStage = radix ** (stages - 1);
  const wiring = new Wiring(nodes, stages * perStage);
  const links = wiring.links((stages - 1) * nodes);
  for (let stage = 0; stage < stages; stage++) {
    // Between this stage and the one before, the digit of this weight and the port change places.
    const weight = radix ** (stages - stage - 1);
    for (let address = 0; address < perStage; address++) {
      const router = stage * perStage + address;
      for (let port = 0; port < radix; port++) {
        if (stage === 0) wiring.inject(router, address * radix + port);
        else {
          const digit = Math.floor(address / weight) % radix;
          const before = address + (port - digit) * weight;
          wiring.enter(router, links[(stage - 1) * nodes + before * radix + digit]!);
        }
        if (stage === stages - 1) wiring.eject(router, address * radix + port);
        else wiring.leave(router, links[stage * nodes + address * radix + port]!);
      }
    }
  }
  return wiring.finish();
}
