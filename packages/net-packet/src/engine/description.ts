/**
 * How the arbiters of a router move their round-robin pointers. `mainline`: past the winner, on a grant (gem5's Garnet 3.0). `fork`: by one; the input
 * pointer on every request (Garnet 2.0, as in ASTRA-sim's fork).
 */
export type PointerRule = "mainline" | "fork";

/**
 * How a network interface sends. `mainline`: it acts in every cycle in which it has work. `fork`: it acts only in cycles in which a timer, an arriving flit, an
 * arriving credit or a flit left over wakes it, and its VC pointers advance by one at every such wake-up.
 * How many ports it has is not part of the rule: that is given by its inject links.
 */
export type InterfaceRule = "mainline" | "fork";

/**
 * How many packets a virtual channel holds at a time. `one`: as in Garnet; it is free again when the sender has heard that the packet's tail has left. `many`: one behind
 * the other, as long as there is room; packets of one destination take the same channel, and each output link serves the channels of all inputs.
 */
export type VcPackets = "one" | "many";

/**
 * Which of the packets that want one output goes first, where virtual channels hold many packets. `fair`: flows (pairs of source and destination) get equal shares of the
 * link. `age`: whichever entered the network first. `round-robin`: virtual channels take turns.
 */
export type Arbitration = "fair" | "age" | "round-robin";

/** One virtual network: a class of traffic with virtual channels of its own. */
export interface VnetDescription {
  /** Flit slots in each of its virtual channels, 1 or more. */
  readonly buffersPerVc: number;
  /** Packets that ask an input port for the same output, in the same class of virtual channels, leave it in the order in which they came. */
  readonly ordered?: boolean;
}

/**
 * A link that is narrower than a flit. Each flit occupies it for `cyclesPerFlit`; a fraction is carried over, so the average rate is exact.
 * `converters` adds the serialiser and deserialiser of Garnet's CLIP: two cycles at each end, and credits that are cut and serialised as well.
 */
export interface Serialization {
  readonly cyclesPerFlit: number;
  readonly converters: boolean;
}

/** A link in one direction, between two routers or a router and a network interface. */
export interface LinkDescription {
  /** `inject`: node to router. `internal`: router to router. `eject`: router to node. */
  readonly kind: "inject" | "internal" | "eject";
  /** Node or router that sends. */
  readonly source: number;
  /** Node or router that receives. */
  readonly target: number;
  /** Cycles on the wire, 1 or more; credits need as many the other way. */
  readonly latency: number;
  /** The one virtual network that the link carries; absent: all. Inject and eject links only. */
  readonly vnet?: number;
  readonly serialization?: Serialization;
  /** Flit slots in each of its virtual channels; absent: those of the virtual network. Only where `vcPackets` is `many`. */
  readonly buffersPerVc?: number;
  /** Arbitration index among the target router's inputs; absent: next free. */
  readonly inputPort?: number;
  /** Topology dimension that it belongs to; absent: none. */
  readonly dimension?: number;
  /** What explanations call it; absent: `link router 0 -> router 1`. */
  readonly name?: string;
}

/** Several outputs that serve one destination equally well, and how to pick one per packet. */
export interface Candidates {
  readonly links: readonly number[];
  readonly choice: "random" | "round-robin";
}

/** What a router does with a packet whose destination hangs off another router: the number of an output link, or candidates. */
export type NextHop = number | Candidates;

/** One output link per router and destination node, looked up in a table. */
export interface TableRouting {
  readonly kind: "table";
  /** The next hop of a packet. */
  next(router: number, destination: number): NextHop;
}

/** The virtual network alone selects the output (vnet-directed rings); where it gives -1, the table decides. */
export interface VnetRouting {
  readonly kind: "vnet";
  /** The next hop of a packet. */
  next(router: number, vnet: number): number;
  /** The next hop where the rule above has none. */
  otherwise(router: number, destination: number): NextHop;
}

/** Which virtual channels of its vnet a packet may take on a hop: all, or the lower or upper half. */
export type VcClass = "all" | "lower" | "upper";

/** Dimension order: the first dimension in which router and destination differ gives the hop. */
export interface DimensionRouting {
  readonly kind: "dimension-order";
  /** Extent of each dimension, in order of traversal. */
  readonly extents: readonly number[];
  /** Coordinate of a destination node in a dimension. */
  coordinate(destination: number, dimension: number): number;
  /** Hop of a router towards a coordinate in a dimension; undefined where it is there already. */
  next(router: number, dimension: number, coordinate: number): { link: number; vcClass: VcClass } | undefined;
  /**
   * Minimal adaptive: packets may also take the other dimensions' hops, in virtual channels from number `escapeChannels` on (2 where `lower` and `upper`
   * occur, which are then channels 0 and 1; else 1). The hop of dimension order, in an escape channel, remains open to them at all times. Needs unordered
   * vnets.
   */
  readonly adaptive?: { readonly escapeChannels: 1 | 2 };
}

/**
 * Several shortest ways side by side: the number of a packet's path says which of them it takes. Against deadlock a packet may change to the next class of virtual channels
 * on its way; `classes` share the channels of a vnet evenly.
 */
export interface PathRouting {
  readonly kind: "paths";
  /** The next hop of a packet; -1 where none leads on. */
  next(router: number, destination: number, path: number): number;
  /** All next hops of packets, whatever their path. */
  choices(router: number, destination: number): readonly number[];
  /** Classes of virtual channels; 1: all channels are open to all. */
  readonly classes: number;
  /** Whether a packet that has come over one link and goes on over another changes to the next class. */
  changesClass(from: number, to: number): boolean;
}

/** How a router finds the way on. */
export type Routing = TableRouting | VnetRouting | DimensionRouting | PathRouting;

/** A network as the engine takes it: nodes (network interfaces), routers, links between them, and the rules. */
export interface NetworkDescription {
  readonly nodes: number;
  readonly routers: number;
  /** Pipeline stages of a router, cycles, 1 or more; one number or one per router. */
  readonly routerLatency: number | readonly number[];
  readonly vnets: readonly VnetDescription[];
  readonly vcsPerVnet: number;
  readonly links: readonly LinkDescription[];
  /** Input ports of each router for arbitration, unused ones included; absent: as many as it has links. */
  readonly inputPorts?: readonly number[];
  readonly routing: Routing;
  readonly pointers: PointerRule;
  readonly interfaces: InterfaceRule;
  /** Absent: one. `many` needs mainline interfaces and routing that is not adaptive; nothing then depends on `pointers`, and every vnet keeps the order of a flow. */
  readonly vcPackets?: VcPackets;
  /** Only where `vcPackets` is `many`; absent: fair. */
  readonly arbitration?: Arbitration;
  /** Name of each router for reports; absent: `router 3`. */
  readonly routerNames?: readonly string[];
}
