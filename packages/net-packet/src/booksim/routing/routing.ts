import type { PacketTable } from "../packets/packet-table.js";
import type { LaggedFibonacci } from "../random/lagged-fibonacci.js";

/** Virtual channels `first` to `last` of one output, as one number; -1: none. Preferred ranges have priority 1. */
export type VcRange = number;

export const noRange: VcRange = -1;

export function vcRange(port: number, first: number, last: number, priority = 0): VcRange {
  return (priority << 30) | (port << 16) | (first << 8) | last;
}

export const portOf = (range: VcRange): number => (range >> 16) & 0x3fff;
export const firstOf = (range: VcRange): number => (range >> 8) & 0xff;
export const lastOf = (range: VcRange): number => range & 0xff;
export const priorityOf = (range: VcRange): number => range >> 30;

/** Where a head may go: one range, or two of different priority. */
export class RouteSet {
  range: VcRange = noRange;
  /** Of lower priority than `range`. */
  escape: VcRange = noRange;

  only(port: number, first: number, last: number): void {
    this.range = vcRange(port, first, last);
    this.escape = noRange;
  }
}

/** What routing functions may look at. */
export interface RoutingContext {
  readonly vcs: number;
  readonly packets: PacketTable;
  readonly random: LaggedFibonacci;
  readonly routes: RouteSet;
  /** Slots in use behind an output of a router, over all virtual channels. */
  usedCredits(router: number, port: number): number;
}

/** A routing function of a network. Packets carry its memory: `phase` and `intermediate`. */
export interface Routing {
  /** The virtual channels of the wire into the network that a packet may take: port of no meaning. */
  inject(packet: number): VcRange;
  /** Fills `context.routes` for a head that came to `router` by `input` on virtual channel `vc`. */
  route(router: number, input: number, vc: number, packet: number): void;
}

/** Injection on any virtual channel, as most routings have it. */
export function injectAnywhere(vcs: number): () => VcRange {
  const all = vcRange(0, 0, vcs - 1);
  return () => all;
}
