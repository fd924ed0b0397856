import { type Routing, type RoutingContext, vcRange } from "./routing.js";

/** How many slots in use the way over another group must save. */
const detourThreshold = 30;

/** Routings of the dragonfly by name. The virtual channel is the phase; the one on which a packet enters is drawn. */
export const dragonflyRoutings: Readonly<
  Record<string, (context: RoutingContext, nodesPerRouter: number) => Routing>
> = { min: minimal, ugal: universalGlobal };

/** Places in a dragonfly of p nodes a router and 2p routers a group. */
class Groups {
  readonly perRouter: number;
  readonly routers: number;
  readonly perGroup: number;
  readonly nodes: number;

  constructor(nodesPerRouter: number) {
    this.perRouter = nodesPerRouter;
    this.routers = 2 * nodesPerRouter;
    this.perGroup = this.routers * nodesPerRouter;
    this.nodes = this.perGroup * (this.perGroup + 1);
  }

  isGlobal(port: number): boolean {
    return port >= this.perRouter + this.routers - 1;
  }

  groupOf(node: number): number {
    return Math.floor(node / this.perGroup);
  }

  /** The minimal output: to the router of the group that is joined to the destination's group, over to it, and to the destination. */
  port(router: number, node: number): number {
    const { perRouter, routers } = this;
    const group = Math.floor(router / routers);
    const there = this.groupOf(node);
    const slot = there < group ? there : there - 1;
    const exit =
      there === group ? Math.floor(node / perRouter) : Math.floor(slot / perRouter) + group * routers;
    if (exit !== router) return perRouter + (exit % routers) - (router < exit ? 1 : 0);
    return there === group ? node % perRouter : perRouter + routers - 1 + (slot % perRouter);
  }
}

function injectOnOne({ vcs, random }: RoutingContext): () => number {
  return () => {
    const vc = random.upTo(vcs - 1);
    return vcRange(0, vc, vc);
  };
}

/** Phase 0 as far as the global wire, then 1. */
function minimal(context: RoutingContext, nodesPerRouter: number): Routing {
  const { packets, routes } = context;
  const groups = new Groups(nodesPerRouter);
  return {
    inject: injectOnOne(context),
    route(router, input, _vc, packet) {
      if (input < nodesPerRouter) packets.phase[packet] = 0;
      const port = groups.port(router, packets.destination[packet]!);
      if (groups.isGlobal(port)) packets.phase[packet] = 1;
      routes.only(port, packets.phase[packet]!, packets.phase[packet]!);
    },
  };
}

/**
 * Universal globally adaptive: where it enters, a packet compares the slots in use of its minimal output with those of the output towards a random node. Phase 0:
 * towards that node, 1: towards the destination, 2: in its group.
 */
function universalGlobal(context: RoutingContext, nodesPerRouter: number): Routing {
  const { packets, routes, random, usedCredits } = context;
  const groups = new Groups(nodesPerRouter);
  const enter = (router: number, packet: number): number => {
    const destination = packets.destination[packet]!;
    const group = Math.floor(router / groups.routers);
    if (groups.groupOf(destination) === group) return 2;
    const over = random.upTo(groups.nodes - 1);
    packets.intermediate[packet] = over;
    if (groups.groupOf(over) === group) return 1;
    const direct = usedCredits(router, groups.port(router, destination));
    return direct <= 2 * usedCredits(router, groups.port(router, over)) + detourThreshold ? 1 : 0;
  };
  return {
    inject: injectOnOne(context),
    route(router, input, _vc, packet) {
      let phase = input < nodesPerRouter ? enter(router, packet) : packets.phase[packet]!;
      if (phase === 0 && router === Math.floor(packets.intermediate[packet]! / nodesPerRouter)) phase = 1;
      const target = phase === 0 ? packets.intermediate[packet]! : packets.destination[packet]!;
      const port = groups.port(router, target);
      if (phase === 1 && groups.isGlobal(port)) phase = 2;
      packets.phase[packet] = phase;
      routes.only(port, phase, phase);
    },
  };
}
