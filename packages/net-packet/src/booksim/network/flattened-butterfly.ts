import { type WiredNetwork, Wiring } from "./wiring.js";

/** Sizes of a flattened butterfly, and how routers and their nodes lie on the chip. */
export interface FlattenedButterfly {
  readonly radix: number;
  readonly dimensions: number;
  readonly concentration: number;
  /** Routers in a row of the chip, and nodes of a router in x and y. */
  readonly routersX: number;
  readonly nodesX: number;
  readonly nodesY: number;
}

/** Ports: the router's nodes first, then for each dimension the other routers of it in order. */
export function flattenedButterfly(shape: FlattenedButterfly, wireLengths: boolean): WiredNetwork {
  const { radix, dimensions, concentration, routersX, nodesX, nodesY } = shape;
  const routers = radix ** dimensions;
  const wiring = new Wiring(routers * concentration, routers);
  const lengths = nodeWireLengths(nodesX, nodesY);
  for (let router = 0; router < routers; router++) {
    const x = router % routersX;
    const y = Math.floor(router / routersX);
    for (let row = 0; row < nodesY; row++)
      for (let column = 0; column < nodesX; column++) {
        const node = routersX * nodesX * (nodesY * y + row) + nodesX * x + column;
        const latency = wireLengths ? lengths[row * nodesX + column]! : 1;
        wiring.inject(router, node, latency);
        wiring.eject(router, node, latency);
      }
  }
  for (let router = 0; router < routers; router++)
    for (let dimension = 0, stride = 1; dimension < dimensions; dimension++, stride *= radix) {
      const position = Math.floor(router / stride) % radix;
      for (let other = 0; other < radix; other++) {
        if (other === position) continue;
        const peer = router + (other - position) * stride;
        const alongX = Math.abs((router % routersX) - (peer % routersX));
        const alongY = Math.abs(Math.floor(router / routersX) - Math.floor(peer / routersX));
        const wire = wiring.link(wireLengths ? nodesX * alongX + nodesY * alongY : 1);
        wiring.leave(router, wire);
        wiring.enter(peer, wire);
      }
    }
  return wiring.finish();
}

/**
 * Lengths of the wires between a router in the middle and its nodes around it, in the order in which they are attached. The original counts through the places
 * column by column while it attaches row by row; that is kept.
 */
function nodeWireLengths(nodesX: number, nodesY: number): number[] {
  const [columns, rows] = [places(nodesX), places(nodesY)];
  const beyondFirst = (place: number): number => Math.max(0, Math.abs(place) - 1);
  return columns
    .flatMap((x) => rows.map((y) => 1 + beyondFirst(x) + beyondFirst(y)))
    .slice(0, nodesX * nodesY);
}

/** Distances from the middle, which an even number of places leaves out. */
function places(count: number): number[] {
  const half = Math.floor(count / 2);
  const all = Array.from({ length: 2 * half + 1 }, (_, index) => index - half);
  return count % 2 === 0 ? all.filter((place) => place !== 0) : all;
}
