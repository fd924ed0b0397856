import { type WiredNetwork, Wiring } from "./wiring.js";

/** Sizes of a mesh of k x k routers with several nodes each. */
export interface ConcentratedMesh {
  readonly radix: number;
  readonly concentration: number;
  /** Nodes of a router in x and in y. */
  readonly nodesX: number;
  readonly nodesY: number;
}

/** Two dimensions only, as its express wires are drawn on a square. */
export function concentratedMeshSizes(radix: number, concentration: number): ConcentratedMesh {
  const nodesX = Math.floor(concentration / 2);
  return { radix, concentration, nodesX, nodesY: Math.floor(concentration / nodesX) };
}

/**
 * Ports: the router's nodes first, then +x, -x, +y, -y. At the rim the outward ports are joined by express wires to the router half the rim away.
 */
export function concentratedMesh(
  { radix, concentration, nodesX, nodesY }: ConcentratedMesh,
  wireLengths: boolean,
): WiredNetwork {
  const routers = radix * radix;
  const wiring = new Wiring(routers * concentration, routers);
  const half = Math.floor(radix / 2);
  const expressX = nodesY * half;
  const expressY = nodesX * half;
  const opposite = (position: number): number => (position < half ? position + half : position - half);
  /** For each direction, in the order of ports: the wires that leave the routers that way. */
  const leaving = [0, 1, 2, 3].map((direction) =>
    Array.from({ length: routers }, (_, router) => {
      const place = direction < 2 ? router % radix : Math.floor(router / radix);
      const atRim = place === (direction % 2 === 0 ? radix - 1 : 0);
      const [express, plain] = direction < 2 ? [expressX, nodesX] : [expressY, nodesY];
      return wiring.link(wireLengths ? (atRim ? express : plain) : 1);
    }),
  );
  for (let router = 0; router < routers; router++) {
    const x = router % radix;
    const y = Math.floor(router / radix);
    for (let row = 0; row < nodesY; row++)
      for (let column = 0; column < nodesX; column++) {
        const node = radix * nodesX * (nodesY * y + row) + nodesX * x + column;
        wiring.inject(router, node);
        wiring.eject(router, node);
      }
    const at = (otherX: number, otherY: number): number => otherY * radix + otherX;
    const arriving = [
      x === radix - 1 ? leaving[0]![at(x, opposite(y))]! : leaving[1]![at(x + 1, y)]!,
      x === 0 ? leaving[1]![at(x, opposite(y))]! : leaving[0]![at(x - 1, y)]!,
      y === radix - 1 ? leaving[2]![at(opposite(x), y)]! : leaving[3]![at(x, y + 1)]!,
      y === 0 ? leaving[3]![at(opposite(x), y)]! : leaving[2]![at(x, y - 1)]!,
    ];
    for (const [direction, wire] of arriving.entries()) {
      wiring.leave(router, leaving[direction]![router]!);
      wiring.enter(router, wire);
    }
  }
  return wiring.finish();
}
