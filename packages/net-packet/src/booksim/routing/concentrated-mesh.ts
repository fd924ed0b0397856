import type { ConcentratedMesh } from "../network/concentrated-mesh.js";
import { injectAnywhere, type Routing, type RoutingContext } from "./routing.js";

/** Direction of a port less the router's nodes. */
const plusX = 0;
const minusX = 1;
const plusY = 2;
const minusY = 3;

/** Routings of the concentrated mesh by name. */
export const concentratedMeshRoutings: Readonly<
  Record<string, (context: RoutingContext, mesh: ConcentratedMesh) => Routing>
> = {
  dor: (context, mesh) => fixedOrder(context, new Directions(mesh, Math.floor(mesh.radix / 2) - 1)),
  dor_no_express: (context, mesh) => fixedOrder(context, new Directions(mesh)),
  xy_yx: (context, mesh) => randomOrder(context, new Directions(mesh, 1)),
  xy_yx_no_express: (context, mesh) => randomOrder(context, new Directions(mesh)),
};

/** Which way to go on a square of routers, with or without the express wires at the rim. */
class Directions {
  readonly mesh: ConcentratedMesh;
  /** Positions that are left from which on an express wire is taken, less one. */
  readonly #expressBeyond: number;

  constructor(mesh: ConcentratedMesh, expressBeyond = Number.POSITIVE_INFINITY) {
    this.mesh = mesh;
    this.#expressBeyond = expressBeyond;
  }

  routerOf(node: number): number {
    const { radix, nodesX, nodesY } = this.mesh;
    const y = Math.floor(node / (nodesX * radix) / nodesY);
    // The original divides by the nodes in y here too, which are as many as in x on every square that it can draw.
    const x = Math.floor((node % (nodesX * radix)) / nodesY);
    return y * radix + x;
  }

  portOf(node: number): number {
    const { radix, concentration, nodesX, nodesY } = this.mesh;
    const x = node & (nodesX - 1);
    const y = Math.floor(node / (2 * radix)) & (nodesY - 1);
    return (concentration / 2) * y + x;
  }

  next(here: number, there: number, xFirst: boolean): number {
    const { radix, concentration } = this.mesh;
    const ahead = {
      x: (there % radix) - (here % radix),
      y: Math.floor(there / radix) - Math.floor(here / radix),
    };
    const alongX = ahead.x !== 0 && (xFirst || ahead.y === 0);
    const direction = alongX
      ? this.#step(ahead.x, Math.floor(here / radix), [plusX, minusX], [plusY, minusY])
      : this.#step(ahead.y, here % radix, [plusY, minusY], [plusX, minusX]);
    return concentration + direction;
  }

  /** Along one dimension; at either rim of the other the outward port leads half the rim ahead. */
  #step(
    ahead: number,
    rim: number,
    along: [up: number, down: number],
    out: [end: number, start: number],
  ): number {
    if (Math.abs(ahead) > this.#expressBeyond) {
      if (rim === 0) return out[1];
      if (rim === this.mesh.radix - 1) return out[0];
    }
    return along[ahead > 0 ? 0 : 1];
  }
}

function fixedOrder({ vcs, packets, routes }: RoutingContext, directions: Directions): Routing {
  return {
    inject: injectAnywhere(vcs),
    route(router, _input, _vc, packet) {
      const node = packets.destination[packet]!;
      const there = directions.routerOf(node);
      routes.only(
        there === router ? directions.portOf(node) : directions.next(router, there, true),
        0,
        vcs - 1,
      );
    },
  };
}

/** x or y first, at random where the packet enters, on the lower or upper half of the virtual channels. */
function randomOrder({ vcs, packets, routes, random }: RoutingContext, directions: Directions): Routing {
  const half = vcs >> 1;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, vc, packet) {
      const node = packets.destination[packet]!;
      const there = directions.routerOf(node);
      if (there === router) return routes.only(directions.portOf(node), 0, vcs - 1);
      const xFirst = input < directions.mesh.concentration ? random.upTo(1) > 0 : vc < half;
      const port = directions.next(router, there, xFirst);
      if (xFirst) routes.only(port, 0, vcs - 1 - half);
      else routes.only(port, half, vcs - 1);
    },
  };
}
