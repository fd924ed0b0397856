import type { CubePositions } from "./cube.js";
import { injectAnywhere, type Routing, type RoutingContext, vcRange } from "./routing.js";

/** Routings of the mesh by name. */
export const meshRoutings: Readonly<
  Record<string, (context: RoutingContext, cube: CubePositions) => Routing>
> = {
  dor: dimensionOrder,
  dim_order: dimensionOrder,
  xy_yx: (context, cube) => eitherOrder(context, cube, () => context.random.upTo(1) > 0),
  adaptive_xy_yx: (context, cube) => eitherOrder(context, cube, lessUsed(context, cube)),
  romm: (context, cube) => byIntermediate(context, cube, inQuadrant(context, cube)),
  valiant: (context, cube) => byIntermediate(context, cube, () => context.random.upTo(cube.nodes - 1)),
  min_adapt: minimalAdaptive,
  planar_adapt: planarAdaptive,
};

function dimensionOrder({ vcs, packets, routes }: RoutingContext, cube: CubePositions): Routing {
  return {
    inject: injectAnywhere(vcs),
    route(router, _input, _vc, packet) {
      routes.only(cube.dimensionOrder(router, packets.destination[packet]!), 0, vcs - 1);
    },
  };
}

/** The first dimension first or the last one, decided where the packet enters; the halves of the virtual channels keep the two apart. */
function eitherOrder(
  { vcs, packets, routes }: RoutingContext,
  cube: CubePositions,
  decide: (router: number, destination: number) => boolean,
): Routing {
  const half = vcs >> 1;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, vc, packet) {
      const destination = packets.destination[packet]!;
      if (router === destination) return routes.only(cube.local, 0, vcs - 1);
      const firstFirst = input < cube.local ? vc < half : decide(router, destination);
      const port = cube.dimensionOrder(router, destination, !firstFirst);
      if (firstFirst) routes.only(port, 0, vcs - 1 - half);
      else routes.only(port, half, vcs - 1);
    },
  };
}

/** The order whose first output has fewer slots in use; equal: at random. */
function lessUsed(context: RoutingContext, cube: CubePositions) {
  return (router: number, destination: number): boolean => {
    const first = context.usedCredits(router, cube.dimensionOrder(router, destination));
    const last = context.usedCredits(router, cube.dimensionOrder(router, destination, true));
    return first === last ? context.random.upTo(1) > 0 : first < last;
  };
}

/** Over an intermediate router, on the lower half of the virtual channels as far as there. At the destination the halves do not count, even to one who only passes. */
function byIntermediate(
  { vcs, packets, routes }: RoutingContext,
  cube: CubePositions,
  choose: (source: number, destination: number) => number,
): Routing {
  const half = vcs >> 1;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, _vc, packet) {
      const destination = packets.destination[packet]!;
      if (input === cube.local) {
        packets.phase[packet] = 0;
        packets.intermediate[packet] = choose(packets.source[packet]!, destination);
      }
      if (packets.phase[packet] === 0 && router === packets.intermediate[packet]) packets.phase[packet] = 1;
      const isFirst = packets.phase[packet] === 0;
      const port = cube.dimensionOrder(router, isFirst ? packets.intermediate[packet]! : destination);
      if (router === destination) routes.only(port, 0, vcs - 1);
      else if (isFirst) routes.only(port, 0, vcs - 1 - half);
      else routes.only(port, half, vcs - 1);
    },
  };
}

/** A random router in the box between source and destination. */
function inQuadrant({ random }: RoutingContext, cube: CubePositions) {
  return (source: number, destination: number): number => {
    let router = 0;
    for (let dimension = 0, stride = 1; dimension < cube.dimensions; dimension++, stride *= cube.radix) {
      const from = cube.position(source, dimension);
      const to = cube.position(destination, dimension);
      router += stride * (Math.min(from, to) + random.upTo(Math.abs(to - from)));
    }
    return router;
  };
}

/**
 * Virtual channel 0 is the escape, with dimension order, and kept once taken; the others adapt. The original means all productive outputs, but keeps one for each priority, so
 * it adapts between the first differing dimension and the escape alone.
 */
function minimalAdaptive({ vcs, packets, routes }: RoutingContext, cube: CubePositions): Routing {
  return {
    inject: injectAnywhere(vcs),
    route(router, input, vc, packet) {
      const destination = packets.destination[packet]!;
      if (router === destination) return routes.only(cube.local, 0, vcs - 1);
      const port = cube.dimensionOrder(router, destination);
      const isEscaped = input !== cube.local && vc === 0;
      if (isEscaped || vcs === 1) return routes.only(port, 0, 0);
      routes.range = vcRange(port, 1, vcs - 1, 1);
      routes.escape = vcRange(port, 0, 0);
    },
  };
}

/**
 * Planes of two neighbouring dimensions, one after the other. The original keeps one output for each priority, and both outputs of a plane have the same; so the
 * first of the plane's dimensions is what remains, on the last third of the virtual channels.
 */
function planarAdaptive({ vcs, packets, routes }: RoutingContext, cube: CubePositions): Routing {
  const first = 2 * Math.floor(vcs / 3);
  return {
    inject: injectAnywhere(vcs),
    route(router, _input, _vc, packet) {
      const destination = packets.destination[packet]!;
      if (router === destination) routes.only(cube.local, 0, vcs - 1);
      else routes.only(cube.dimensionOrder(router, destination), first, vcs - 1);
    },
  };
}
