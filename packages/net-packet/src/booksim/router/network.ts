import type { WiredNetwork } from "../network/wiring.js";
import { FlitTable } from "../packets/flit-table.js";
import { PacketTable } from "../packets/packet-table.js";
import type { LaggedFibonacci } from "../random/lagged-fibonacci.js";
import { RouteSet, type Routing, type RoutingContext } from "../routing/routing.js";
import { Calendar } from "./calendar.js";
import { DownstreamBuffer } from "./downstream.js";
import { Router } from "./router.js";
import type { RouterOptions, Shared } from "./shared.js";

/** Makes a network's routing function. */
export type RoutingMaker = (context: RoutingContext) => Routing;

/** Routers and wires in motion, cycle by cycle. */
export class RouterNetwork {
  readonly nodes: number;
  readonly shared: Shared;
  /** What each node knows of the buffer of its router. */
  readonly sources: readonly DownstreamBuffer[];
  /** Flits that have come out in this cycle, and the node of each. */
  readonly received: number[] = [];
  readonly receivers: number[] = [];
  /** Cycles within which something moves in a network that is not stuck. */
  readonly longestWait: number;
  readonly #routers: readonly Router[];
  readonly #wired: WiredNetwork;
  readonly #inputRouter: Int32Array;
  readonly #inputPort: Int32Array;
  readonly #outputRouter: Int32Array;
  readonly #outputPort: Int32Array;
  /** For each node: the output that leads to it, and the cycles that a credit takes back. */
  readonly #ejection: Int32Array;
  readonly #ejectionCreditDelay: Int32Array;
  readonly #injection: Int32Array;
  #partialCycles = 0;

  constructor(
    wired: WiredNetwork,
    options: RouterOptions,
    random: LaggedFibonacci,
    makeRouting: RoutingMaker,
  ) {
    this.nodes = wired.nodes;
    this.#wired = wired;
    const inputs = numbered(wired.routers.map(({ inputs: wires }) => wires.length));
    const outputs = numbered(wired.routers.map(({ outputs: wires }) => wires.length));
    this.#inputRouter = inputs.owner;
    this.#inputPort = inputs.port;
    this.#outputRouter = outputs.owner;
    this.#outputPort = outputs.port;
    const longestWire = Math.max(
      ...wired.routers.flatMap(({ inputs: ins, outputs: outs }) =>
        [...ins, ...outs].map(({ latency, creditLatency }) => Math.max(latency, creditLatency)),
      ),
    );
    // With a faster inside, as many flits as there are slots may wait at an output.
    const longest = longestWire + options.creditDelay + options.vcs * options.vcBufferSize + 2;
    const { routingDelay, vcAllocDelay, swAllocDelay, switchDelay } = options;
    this.longestWait = 16 * (longest + routingDelay + vcAllocDelay + swAllocDelay + switchDelay);
    const packets = new PacketTable();
    const routes = new RouteSet();
    const context: RoutingContext = {
      vcs: options.vcs,
      packets,
      random,
      routes,
      usedCredits: (router, port) => this.#routers[router]!.downstream[port]!.occupancy,
    };
    this.shared = {
      options,
      packets,
      flits: new FlitTable(),
      random,
      routing: makeRouting(context),
      routes,
      flitCalendar: new Calendar(longest),
      creditCalendar: new Calendar(longest),
      lastMove: 0,
    };
    const firstInput = (router: number): number => inputs.first[router]!;
    const firstOutput = (router: number): number => outputs.first[router]!;
    this.#routers = wired.routers.map(
      (ports, id) => new Router(id, ports, this.shared, { firstInput, firstOutput }),
    );
    this.sources = Array.from(
      { length: wired.nodes },
      () => new DownstreamBuffer(options.vcs, options.vcBufferSize, options.waitForTailCredit),
    );
    this.#injection = Int32Array.from(wired.injection, ({ to }) => firstInput(to!.router) + to!.port);
    this.#ejection = new Int32Array(wired.nodes);
    this.#ejectionCreditDelay = new Int32Array(wired.nodes);
    for (const { outputs: wires } of wired.routers)
      for (const { node, from, creditLatency } of wires) {
        if (node === undefined) continue;
        this.#ejection[node] = firstOutput(from!.router) + from!.port;
        this.#ejectionCreditDelay[node] = creditLatency + 1 + options.creditDelay;
      }
  }

  get isEmpty(): boolean {
    return this.shared.flitCalendar.pending === 0 && this.shared.creditCalendar.pending === 0;
  }

  /** The inputs of the next head, where routes are found ahead. */
  routeAhead(node: number, packet: number, vc: number): void {
    const { to } = this.#wired.injection[node]!;
    const { routing, routes, packets } = this.shared;
    routing.route(to!.router, to!.port, vc, packet);
    packets.range[packet] = routes.range;
    packets.escape[packet] = routes.escape;
  }

  readonly #flitArrives = (target: number, flit: number): void => {
    if (target >= 0) this.#routers[this.#inputRouter[target]!]!.arrive(this.#inputPort[target]!, flit);
    else {
      this.received.push(flit);
      this.receivers.push(-1 - target);
    }
  };

  readonly #creditArrives = (target: number, vc: number): void => {
    if (target >= 0) this.#routers[this.#outputRouter[target]!]!.creditArrives(this.#outputPort[target]!, vc);
    else this.sources[-1 - target]!.credit(vc);
  };

  /** What has come over the wires is handed to routers and nodes. */
  takeArrivals(cycle: number): void {
    this.received.length = 0;
    this.receivers.length = 0;
    this.shared.flitCalendar.take(cycle, this.#flitArrives);
    this.shared.creditCalendar.take(cycle, this.#creditArrives);
  }

  /** A node sends a flit, for whose virtual channel `flits.vc` stands. */
  send(node: number, flit: number, cycle: number): void {
    const { latency } = this.#wired.injection[node]!;
    this.shared.flitCalendar.add(cycle + latency + 1, this.#injection[node]!, flit);
  }

  /** A node has taken a flit from virtual channel `vc` and gives its slot back. */
  returnCredit(node: number, vc: number, cycle: number): void {
    this.shared.creditCalendar.add(cycle + this.#ejectionCreditDelay[node]!, this.#ejection[node]!, vc);
  }

  /** The routers' part of a cycle. */
  step(cycle: number): void {
    this.#partialCycles += this.shared.options.internalSpeedup;
    const steps = Math.floor(this.#partialCycles);
    this.#partialCycles -= steps;
    for (const router of this.#routers) for (let step = 0; step < steps; step++) router.step(cycle);
  }
}

/** Ports of all routers in one row: where each router's begin, whose each is, and which of its. */
function numbered(counts: readonly number[]) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const first = new Int32Array(counts.length);
  const owner = new Int32Array(total);
  const port = new Int32Array(total);
  let next = 0;
  for (const [router, count] of counts.entries()) {
    first[router] = next;
    for (let index = 0; index < count; index++) {
      owner[next] = router;
      port[next++] = index;
    }
  }
  return { first, owner, port };
}
