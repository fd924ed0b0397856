import type { AllocatorChoice } from "../allocators/create.js";
import type { FlitTable } from "../packets/flit-table.js";
import type { PacketTable } from "../packets/packet-table.js";
import type { LaggedFibonacci } from "../random/lagged-fibonacci.js";
import type { RouteSet, Routing } from "../routing/routing.js";
import type { Calendar } from "./calendar.js";

/** What decides which packet goes first where allocators heed priorities. */
export const priorityKinds = [
  "none",
  "age",
  "network_age",
  "local_age",
  "queue_length",
  "hop_count",
  "sequence",
] as const;
export type PriorityKind = (typeof priorityKinds)[number];

/** How every router of a network is built. Delays in cycles. */
export interface RouterOptions {
  readonly vcs: number;
  /** Slots of a virtual channel, for one flit each. */
  readonly vcBufferSize: number;
  /** 0: the route is found one router ahead. */
  readonly routingDelay: number;
  /** 1 or more. */
  readonly vcAllocDelay: number;
  readonly swAllocDelay: number;
  /** From the grant of the switch to the output. */
  readonly switchDelay: number;
  /** From the arrival of a credit to its use. */
  readonly creditDelay: number;
  readonly vcAllocator: AllocatorChoice;
  readonly swAllocator: AllocatorChoice;
  /** Heads ask for the switch while they ask for a virtual channel. */
  readonly speculative: boolean;
  /** The allocator of speculative requests; "prio": the common one, at lower priority. */
  readonly speculativeAllocator: AllocatorChoice | "prio";
  /** Speculate only where a virtual channel is free, and where one of those has room. */
  readonly speculateIfFree: boolean;
  readonly speculateIfRoom: boolean;
  /** A speculative grant is void where others have asked for its output, not only where one of them was granted. */
  readonly speculationYieldsToRequests: boolean;
  /** Inputs of the switch for each input port, and outputs for each output port. */
  readonly inputSpeedup: number;
  readonly outputSpeedup: number;
  /** Flits that may wait at an output; Infinity: no limit. */
  readonly outputBufferSize: number;
  /** Cycles of the router for each cycle of the links. */
  readonly internalSpeedup: number;
  /** A virtual channel is taken anew only when the tail's credit has come. */
  readonly waitForTailCredit: boolean;
  /** A free virtual channel without room is not asked for. */
  readonly vcBusyWhenFull: boolean;
  readonly vcPrioritizeEmpty: boolean;
  /** Ports of the virtual channel allocator are numbered by channel first. */
  readonly vcShuffleRequests: boolean;
  /** A packet keeps the switch until its tail has passed. */
  readonly holdSwitch: boolean;
  readonly priority: PriorityKind;
}

/** What all routers of a network share. */
export interface Shared {
  readonly options: RouterOptions;
  readonly packets: PacketTable;
  readonly flits: FlitTable;
  readonly random: LaggedFibonacci;
  readonly routing: Routing;
  readonly routes: RouteSet;
  /** Flits on the wires; target: input port of the network, or -1 less the node. */
  readonly flitCalendar: Calendar;
  /** Credits on the wires; target: output port of the network, or -1 less the node; value: virtual channel. */
  readonly creditCalendar: Calendar;
  /** Cycle of the last grant of a switch. */
  lastMove: number;
}

/** Priorities that fall with time, the oldest first. */
export const latest = 2 ** 31 - 1;
/** What makes a priority lower than all others. */
export const lowered = -(2 ** 31);
