import type { CubePositions } from "./cube.js";
import { injectAnywhere, noRange, type Routing, type RoutingContext, vcRange } from "./routing.js";

/** Routings of the torus by name. */
export const torusRoutings: Readonly<
  Record<string, (context: RoutingContext, cube: CubePositions) => Routing>
> = {
  dim_order: (context, cube) => dimensionOrder(context, new Rings(context, cube, false)),
  dim_order_bal: (context, cube) => dimensionOrder(context, new Rings(context, cube, true)),
  valiant: (context, cube) => valiant(context, new Rings(context, cube, false)),
  min_adapt: (context, cube) => minimalAdaptive(context, new Rings(context, cube, false)),
};

/**
 * The next step in order of dimensions. The half of the virtual channels is chosen where a packet enters a ring and kept. `part` tells it: 1 where the
 * destination's position is lower. (Downwards that is the half of those that do not cross the dateline: as good, as the halves only have to be kept apart.)
 */
class Rings {
  readonly cube: CubePositions;
  readonly #random: RoutingContext["random"];
  readonly #isBalanced: boolean;
  port = 0;
  part = 0;

  constructor({ random }: RoutingContext, cube: CubePositions, isBalanced: boolean) {
    this.cube = cube;
    this.#random = random;
    this.#isBalanced = isBalanced;
  }

  /** Sets `port`, and `part` where the packet enters a ring; else `part` stays `part`. */
  next(router: number, target: number, input: number, part: number): void {
    const { cube } = this;
    this.part = part;
    const dimension = cube.differing(router, target);
    if (dimension < 0) this.port = cube.local;
    else if (input >> 1 === dimension) this.port = input ^ 1;
    else this.#enter(dimension, cube.position(router, dimension), cube.position(target, dimension));
  }

  #enter(dimension: number, from: number, to: number): void {
    const { radix } = this.cube;
    const slack = radix - 2 * ((to - from + radix) % radix);
    const isUp = slack > 0 || (slack === 0 && this.#random.upTo(1) === 1);
    this.port = 2 * dimension + (isUp ? 0 : 1);
    this.part = this.#isBalanced ? this.#balancedPart(isUp, from, to) : to < from ? 1 : 0;
  }

  /** Two datelines: across the end of the ring part 1, across its middle part 0, else either. */
  #balancedPart(isUp: boolean, from: number, to: number): number {
    const wraps = isUp ? from > to : from < to;
    if (wraps) return 1;
    const middle = Math.floor((this.cube.radix - 1) / 2);
    const crossesMiddle = isUp ? from <= middle && to > middle : from > middle && to <= middle;
    return crossesMiddle ? 0 : this.#random.upTo(1);
  }
}

function dimensionOrder({ vcs, packets, routes }: RoutingContext, rings: Rings): Routing {
  const half = vcs >> 1;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, _vc, packet) {
      const destination = packets.destination[packet]!;
      rings.next(router, destination, input, packets.phase[packet]!);
      packets.phase[packet] = rings.part;
      if (router === destination) routes.only(rings.port, 0, vcs - 1);
      else if (rings.part === 0) routes.only(rings.port, 0, vcs - 1 - half);
      else routes.only(rings.port, half, vcs - 1);
    },
  };
}

/** Over a random router; quarters of the virtual channels by part of the ring and by phase. `phase` of a packet is twice the phase, plus the part. */
function valiant({ vcs, packets, routes, random }: RoutingContext, rings: Rings): Routing {
  const half = vcs >> 1;
  const quarter = half >> 1;
  const { cube } = rings;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, _vc, packet) {
      const destination = packets.destination[packet]!;
      const isNew = input === cube.local;
      if (isNew) packets.intermediate[packet] = random.upTo(cube.nodes - 1);
      let phase = isNew ? 0 : packets.phase[packet]! >> 1;
      if (phase === 0 && router === packets.intermediate[packet]) {
        phase = 1;
        input = cube.local;
      }
      rings.next(
        router,
        phase === 0 ? packets.intermediate[packet]! : destination,
        input,
        packets.phase[packet]! & 1,
      );
      packets.phase[packet] = 2 * phase + rings.part;
      if (router === destination) return routes.only(rings.port, 0, vcs - 1);
      const first = (rings.part === 0 ? 0 : half) + (phase === 0 ? 0 : quarter);
      const last = (rings.part === 0 ? vcs - 1 - half : vcs - 1) - (phase === 0 ? quarter : 0);
      routes.only(rings.port, first, last);
    },
  };
}

/** Virtual channels 0 and 1 are the escape, with dimension order, and kept once taken; the original adapts on channel 3 alone, in the first differing dimension. */
function minimalAdaptive({ vcs, packets, routes }: RoutingContext, rings: Rings): Routing {
  const { cube } = rings;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, vc, packet) {
      const destination = packets.destination[packet]!;
      if (router === destination) return routes.only(cube.local, 0, vcs - 1);
      const isEscaped = input !== cube.local && vc <= 1;
      rings.next(router, destination, isEscaped ? input : cube.local, packets.phase[packet]!);
      packets.phase[packet] = rings.part;
      const dimensionOrdered = vcRange(rings.port, rings.part, rings.part);
      routes.range = dimensionOrdered;
      routes.escape = noRange;
      if (isEscaped) return;
      const dimension = cube.differing(router, destination);
      const { radix } = cube;
      const ahead = cube.position(destination, dimension) - cube.position(router, dimension);
      const isUp = radix - 2 * ((ahead + radix) % radix) > 0;
      routes.range = vcRange(2 * dimension + (isUp ? 0 : 1), 3, 3, 1);
      routes.escape = dimensionOrdered;
    },
  };
}
