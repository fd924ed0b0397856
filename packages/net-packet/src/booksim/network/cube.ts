import { type WiredNetwork, Wiring } from "./wiring.js";

/** A mesh or torus of k^n routers. Ports: 2d towards higher positions of dimension d, 2d + 1 towards lower ones, 2n the node. */
export function cube(radix: number, dimensions: number, latency: number): WiredNetwork {
  const routers = radix ** dimensions;
  const wiring = new Wiring(routers, routers);
  const up = wiring.links(routers * dimensions, latency);
  const down = wiring.links(routers * dimensions, latency);
  for (let router = 0; router < routers; router++) {
    for (let dimension = 0, stride = 1; dimension < dimensions; dimension++, stride *= radix) {
      const position = Math.floor(router / stride) % radix;
      const above = position === radix - 1 ? router - (radix - 1) * stride : router + stride;
      const below = position === 0 ? router + (radix - 1) * stride : router - stride;
      wiring.enter(router, down[above * dimensions + dimension]!);
      wiring.enter(router, up[below * dimensions + dimension]!);
      wiring.leave(router, up[router * dimensions + dimension]!);
      wiring.leave(router, down[router * dimensions + dimension]!);
    }
    wiring.inject(router, router);
    wiring.eject(router, router);
  }
  return wiring.finish();
}
