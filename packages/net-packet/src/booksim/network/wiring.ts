/** One end of a wire at a router: its port counts in the order in which the wires were attached. */
export interface RouterEnd {
  readonly router: number;
  readonly port: number;
}

/** A wire in one direction, for flits; the credits for it go the other way. */
export interface Wire {
  /** Cycles on the wire for a flit, and for a credit on its way back; 1 or more. */
  readonly latency: number;
  readonly creditLatency: number;
  /** The router that sends into it; none: the wire comes from node `node`. */
  from?: RouterEnd;
  /** The router that it leads to; none: it leads to node `node`. */
  to?: RouterEnd;
  readonly node?: number;
}

/** Wires at the ports of one router. */
export interface RouterPorts {
  readonly inputs: Wire[];
  readonly outputs: Wire[];
}

/** Routers with numbered ports, nodes, and the wires between them. */
export interface WiredNetwork {
  readonly nodes: number;
  /** In the order in which they act within a cycle. */
  readonly routers: readonly RouterPorts[];
  /** For each node the wire into its router. */
  readonly injection: readonly Wire[];
}

/** Builds a network. Ports get their numbers in the order in which wires are attached, which decides turns in arbitration and what routing functions see. */
export class Wiring {
  readonly routers: RouterPorts[] = [];
  readonly #injection: Wire[] = [];
  readonly nodes: number;

  constructor(nodes: number, routers: number) {
    this.nodes = nodes;
    for (let router = 0; router < routers; router++) this.routers.push({ inputs: [], outputs: [] });
  }

  /** The wire from a node into a router. */
  inject(router: number, node: number, latency = 1): void {
    const wire = { latency, creditLatency: latency, node };
    this.enter(router, wire);
    this.#injection[node] = wire;
  }

  /** The wire from a router out to a node. */
  eject(router: number, node: number, latency = 1): void {
    this.leave(router, { latency, creditLatency: latency, node });
  }

  /** A wire between routers, to be attached with {@link leave} and {@link enter}. */
  link(latency = 1): Wire {
    return { latency, creditLatency: latency };
  }

  links(count: number, latency = 1): Wire[] {
    return Array.from({ length: count }, () => this.link(latency));
  }

  leave(router: number, wire: Wire): void {
    const { outputs } = this.routers[router]!;
    wire.from = { router, port: outputs.length };
    outputs.push(wire);
  }

  enter(router: number, wire: Wire): void {
    const { inputs } = this.routers[router]!;
    wire.to = { router, port: inputs.length };
    inputs.push(wire);
  }

  finish(): WiredNetwork {
    return { nodes: this.nodes, routers: this.routers, injection: this.#injection };
  }
}
