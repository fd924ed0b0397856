import type { CollectiveKind } from "../collective/kind.js";

/** Something that happened to a message of a rank. */
export interface MessageEvent {
  /** `message-sent`: handed to the network. `message-delivered`: its last byte is there. `message-matched`: a receive has it, and who waited for it goes on. */
  readonly kind: "message-sent" | "message-delivered" | "message-matched";
  /** Simulated time, ns. */
  readonly time: number;
  /** Who sent it; of the other two, who it is for. */
  readonly rank: number;
  /** The other end. */
  readonly peer: number;
  readonly bytes: number;
  /** Number that the sender tells its messages apart by; not unique. */
  readonly tag: number;
}

/** A phase of a collective's chunk on one rank. */
export interface PhaseEvent {
  readonly kind: "phase-started" | "phase-ended";
  /** Simulated time, ns. */
  readonly time: number;
  readonly rank: number;
  /** What the phase does: a phase of an all-reduce may be a reduce-scatter. */
  readonly collective: CollectiveKind;
  /** Number of the chunk, the same on all ranks. */
  readonly chunk: number;
  /** Phase of the chunk, from 0. */
  readonly phase: number;
  /** Logical dimension. */
  readonly dimension: number;
  /** Bytes of the chunk when it entered the phase. */
  readonly bytes: number;
}

/** What is known of a packet in all its events. Times in ns. */
interface PacketFacts {
  readonly time: number;
  readonly rank: number;
  /** The other end. */
  readonly peer: number;
  readonly flits: number;
  /** Virtual network. */
  readonly vnet: number;
  /** When its message was handed to the sender's interface. */
  readonly created: number;
  /** When it was cut into flits. */
  readonly flitised: number;
}

/** The head of a packet has left the interface of its sender, the `rank`. */
export interface PacketInjectedEvent extends PacketFacts {
  readonly kind: "packet-injected";
}

/** The tail of a packet has come out at its receiver, the `rank`. */
export interface PacketEjectedEvent extends PacketFacts {
  readonly kind: "packet-ejected";
  /** When its head left the sender, and when it came out at the receiver. */
  readonly headSent: number;
  readonly headReceived: number;
}

/** Of a network that has packets. */
export type PacketEvent = PacketInjectedEvent | PacketEjectedEvent;

/**
 * What a rank is at. `compute` keeps its processor busy, `cpu` its host; `communication` runs from the issue of a collective, send or receive to its end, `memory` likewise
 * from the issue of an access to remote memory; `exposed` is time in which the rank stood still for communication.
 */
export type Activity = "compute" | "cpu" | "communication" | "memory" | "exposed";

/** What a rank is at from one instant to another, told as soon as the end is known: of a compute time that is given beforehand when it starts, of all else when it ends. */
export interface WorkEvent {
  readonly kind: "work-timed";
  /** Simulated time at which it is told, ns. */
  readonly time: number;
  readonly rank: number;
  readonly activity: Activity;
  /** `conv1 forward`, `conv1 weight-gradient all-reduce`. */
  readonly name: string;
  /** ns. */
  readonly start: number;
  readonly end: number;
  /** Id of the node of an execution graph; as text where a double cannot hold it. Absent: it is no node. */
  readonly node?: number | string;
}

/**
 * Something that happened in a run. Plain data, in order of time.
 * @alpha
 */
export type RunEvent = MessageEvent | PhaseEvent | PacketEvent | WorkEvent;

/** Every kind of event. */
export const runEventKinds = [
  "message-sent",
  "message-delivered",
  "message-matched",
  "phase-started",
  "phase-ended",
  "packet-injected",
  "packet-ejected",
  "work-timed",
] as const satisfies readonly RunEvent["kind"][];

/**
 * Is told of each event of a run when it happens. It may keep the event, and must leave the run alone.
 * @alpha
 */
export type RunObserver = (event: RunEvent) => void;

/** The tap as a workload has it: whoever listens is behind it, the timeline of the result among them. */
export interface RunTap {
  /** Whether anybody wants to know what this rank does. Ask before making up a name. */
  wants(rank: number): boolean;
  readonly tell: RunObserver;
}
