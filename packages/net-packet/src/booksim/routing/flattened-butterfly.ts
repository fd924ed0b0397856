import type { FlattenedButterfly } from "../network/flattened-butterfly.js";
import { injectAnywhere, type Routing, type RoutingContext } from "./routing.js";

/** How many slots in use, weighted with hops, the way over an intermediate node must save. */
const detourThreshold = 2;

/** Routings of the flattened butterfly by name. */
export const flattenedButterflyRoutings: Readonly<
  Record<string, (context: RoutingContext, shape: FlattenedButterfly) => Routing>
> = {
  ran_min: minimal,
  xyyx: (context, shape) => eitherOrder(context, new Places(shape), () => context.random.upTo(1) > 0),
  adaptive_xyyx: (context, shape) => {
    const places = new Places(shape);
    return eitherOrder(context, places, (router, place) => {
      const first = context.usedCredits(router, places.port(router, place));
      const last = context.usedCredits(router, places.port(router, place, true));
      return first === last ? context.random.upTo(1) > 0 : first < last;
    });
  },
  valiant,
  ugal: universalGlobal,
};

/** Nodes are numbered by where they lie on the chip; a node's *place* is its router's number times the concentration, plus its port. */
class Places {
  readonly shape: FlattenedButterfly;
  readonly nodes: number;

  constructor(shape: FlattenedButterfly) {
    this.shape = shape;
    this.nodes = shape.radix ** shape.dimensions * shape.concentration;
  }

  of(node: number): number {
    const { routersX, nodesX, nodesY, concentration } = this.shape;
    const row = routersX * nodesX;
    const x = node % row;
    const y = Math.floor(node / row);
    const router = Math.floor(y / nodesY) * routersX + Math.floor(x / nodesX);
    return router * concentration + nodesX * (y % nodesY) + (x % nodesX);
  }

  routerOf(place: number): number {
    return Math.floor(place / this.shape.concentration);
  }

  /** The minimal output towards a place, in order of dimensions or in the reverse order. */
  port(router: number, place: number, fromLast = false): number {
    const { radix, dimensions, concentration } = this.shape;
    const there = this.routerOf(place);
    if (there === router) return place % concentration;
    for (let step = 0; step < dimensions; step++) {
      const dimension = fromLast ? dimensions - 1 - step : step;
      const from = Math.floor(router / radix ** dimension) % radix;
      const to = Math.floor(there / radix ** dimension) % radix;
      if (from !== to) return concentration + (radix - 1) * dimension + (to > from ? to - 1 : to);
    }
    return place % concentration;
  }

  hops(from: number, to: number): number {
    const { radix, dimensions } = this.shape;
    let [here, there] = [this.routerOf(from), this.routerOf(to)];
    let hops = 0;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      if (here % radix !== there % radix) hops++;
      here = Math.floor(here / radix);
      there = Math.floor(there / radix);
    }
    return hops;
  }

  /** A random place in the dimensions in which two places differ. */
  between(random: RoutingContext["random"], from: number, to: number): number {
    const { radix, dimensions, concentration } = this.shape;
    let [here, there] = [this.routerOf(from), this.routerOf(to)];
    let place = random.upTo(concentration - 1);
    for (let dimension = 0, weight = concentration; dimension < dimensions; dimension++, weight *= radix) {
      place += (here % radix === there % radix ? here % radix : random.upTo(radix - 1)) * weight;
      here = Math.floor(here / radix);
      there = Math.floor(there / radix);
    }
    return place;
  }
}

function minimal({ vcs, packets, routes }: RoutingContext, shape: FlattenedButterfly): Routing {
  const places = new Places(shape);
  return {
    inject: injectAnywhere(vcs),
    route: (router, _input, _vc, packet) =>
      routes.only(places.port(router, places.of(packets.destination[packet]!)), 0, vcs - 1),
  };
}

function eitherOrder(
  { vcs, packets, routes }: RoutingContext,
  places: Places,
  decide: (router: number, place: number) => boolean,
): Routing {
  const half = vcs >> 1;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, vc, packet) {
      const place = places.of(packets.destination[packet]!);
      if (places.routerOf(place) === router) return routes.only(places.port(router, place), 0, vcs - 1);
      const firstFirst = input < places.shape.concentration ? decide(router, place) : vc < half;
      const port = places.port(router, place, !firstFirst);
      if (firstFirst) routes.only(port, 0, vcs - 1 - half);
      else routes.only(port, half, vcs - 1);
    },
  };
}

/** Over a random node, on the lower half of the virtual channels as far as there. */
function valiant({ vcs, packets, routes, random }: RoutingContext, shape: FlattenedButterfly): Routing {
  const places = new Places(shape);
  const half = vcs >> 1;
  return {
    inject: injectAnywhere(vcs),
    route(router, input, _vc, packet) {
      if (input < shape.concentration) {
        packets.phase[packet] = 0;
        packets.intermediate[packet] = random.upTo(places.nodes - 1);
      }
      const intermediate = places.of(packets.intermediate[packet]!);
      const destination = places.of(packets.destination[packet]!);
      const isThere = places.routerOf(destination) === router;
      if (isThere || places.routerOf(intermediate) === router) packets.phase[packet] = 1;
      const isFirst = packets.phase[packet] === 0;
      const port = places.port(router, isFirst ? intermediate : destination);
      if (isThere) routes.only(port, 0, vcs - 1);
      else if (isFirst) routes.only(port, 0, vcs - 1 - half);
      else routes.only(port, half, vcs - 1);
    },
  };
}

/**
 * Universal globally adaptive (UGAL): where it enters, a packet compares its minimal output with one towards a random place, by slots in use times hops. Phase 0:
 * not decided, 1: towards the intermediate place, 2: towards the destination.
 */
function universalGlobal(context: RoutingContext, shape: FlattenedButterfly): Routing {
  const { vcs, packets, routes, random, usedCredits } = context;
  const places = new Places(shape);
  const half = vcs >> 1;
  const isDetour = (router: number, packet: number, destination: number): boolean => {
    const source = places.of(packets.source[packet]!);
    const over = places.between(random, source, destination);
    packets.intermediate[packet] = over;
    if (places.routerOf(over) === router) return false;
    const direct = places.hops(source, destination) * usedCredits(router, places.port(router, destination));
    const hops = places.hops(source, over) + places.hops(over, destination);
    return direct > hops * usedCredits(router, places.port(router, over)) + detourThreshold;
  };
  return {
    inject: injectAnywhere(vcs),
    route(router, input, _vc, packet) {
      const destination = places.of(packets.destination[packet]!);
      if (input < shape.concentration) packets.phase[packet] = 0;
      if (packets.phase[packet] === 1 && places.routerOf(packets.intermediate[packet]!) === router)
        packets.phase[packet] = 2;
      else if (packets.phase[packet] !== 1 && places.routerOf(destination) === router)
        return routes.only(places.port(router, destination), 0, vcs - 1);
      if (packets.phase[packet] === 0) packets.phase[packet] = isDetour(router, packet, destination) ? 1 : 2;
      const isFirst = packets.phase[packet] === 1;
      const port = places.port(router, isFirst ? packets.intermediate[packet]! : destination);
      if (port < shape.concentration) routes.only(port, 0, vcs - 1);
      else if (isFirst) routes.only(port, 0, vcs - 1 - half);
      else routes.only(port, half, vcs - 1);
    },
  };
}
