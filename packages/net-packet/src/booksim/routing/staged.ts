import { quadTreeLevel } from "../network/trees.js";
import { injectAnywhere, type Routing, type RoutingContext } from "./routing.js";

/** A butterfly: the digit of the destination that belongs to the stage. */
export function destinationTag(
  { vcs, packets, routes }: RoutingContext,
  radix: number,
  stages: number,
): Routing {
  const perStage = radix ** (stages - 1);
  return {
    inject: injectAnywhere(vcs),
    route(router, _input, _vc, packet) {
      const stage = Math.floor(router / perStage);
      const weight = radix ** (stages - 1 - stage);
      routes.only(Math.floor(packets.destination[packet]! / weight) % radix, 0, vcs - 1);
    },
  };
}

/** A fat tree: up to the nearest common ancestor, by a random port or by the less used of two random ports, and down. */
export function nearestAncestor(
  { vcs, packets, routes, random, usedCredits }: RoutingContext,
  radix: number,
  levels: number,
  isAdaptive: boolean,
): Routing {
  const perLevel = radix ** (levels - 1);
  const upPort = (router: number): number => {
    const port = radix + random.upTo(radix - 1);
    if (!isAdaptive) return port;
    const other = radix + random.upTo(radix - 1);
    return usedCredits(router, port) > usedCredits(router, other) ? other : port;
  };
  return {
    inject: injectAnywhere(vcs),
    route(router, _input, _vc, packet) {
      const destination = packets.destination[packet]!;
      const level = Math.floor(router / perLevel);
      const covered = radix ** (levels - level);
      const first = Math.floor((router % perLevel) / (covered / radix)) * covered;
      const isBelow = destination >= first && destination < first + covered;
      const port = isBelow ? Math.floor((destination - first) / (covered / radix)) : upPort(router);
      routes.only(port, 0, vcs - 1);
    },
  };
}

/** A plain tree: down where the destination is below, else up. */
export function quadTreeAncestor(
  { vcs, packets, routes }: RoutingContext,
  radix: number,
  levels: number,
): Routing {
  const starts = Array.from({ length: levels }, (_, height) => quadTreeLevel(radix, height));
  return {
    inject: injectAnywhere(vcs),
    route(router, _input, _vc, packet) {
      let height = levels - 1;
      while (starts[height]! > router) height--;
      const child = Math.floor(packets.destination[packet]! / radix ** (levels - 1 - height));
      const isBelow = Math.floor(child / radix) === router - starts[height]!;
      routes.only(isBelow ? child % radix : radix, 0, vcs - 1);
    },
  };
}

/** The tree of 4, 8 and 16 routers: up by a random port; down there are two ways from the root. */
export function tree4Ancestor({ vcs, packets, routes, random }: RoutingContext): Routing {
  const portOf = (router: number, destination: number): number => {
    if (router < 4) return 2 * Math.floor(destination / 16) + random.upTo(1);
    const leaf = Math.floor(destination / 4);
    if (router < 12) {
      const isBelow = Math.floor(leaf / 4) === (router - 4) >> 1;
      return isBelow ? leaf % 4 : 4 + random.upTo(3);
    }
    return leaf === router - 12 ? destination % 4 : 4 + random.upTo(1);
  };
  return {
    inject: injectAnywhere(vcs),
    route: (router, _input, _vc, packet) =>
      routes.only(portOf(router, packets.destination[packet]!), 0, vcs - 1),
  };
}
