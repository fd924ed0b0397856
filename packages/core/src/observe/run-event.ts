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

/** A packet of a network that has packets. */
export interface PacketEvent {
  /** `packet-injected`: its head has left the sender's interface. `packet-ejected`: its tail has come out at the receiver. */
  readonly kind: "packet-injected" | "packet-ejected";
  /** Simulated time, ns. */
  readonly time: number;
  /** Who sent it; of the other, who it is for. */
  readonly rank: number;
  readonly peer: number;
  readonly flits: number;
  /** Virtual network. */
  readonly vnet: number;
}

/** Something that happened in a run. Plain data, in order of time. */
export type RunEvent = MessageEvent | PhaseEvent | PacketEvent;

/** Every kind of event. */
export const runEventKinds = [
  "message-sent",
  "message-delivered",
  "message-matched",
  "phase-started",
  "phase-ended",
  "packet-injected",
  "packet-ejected",
] as const satisfies readonly RunEvent["kind"][];

/** Is told of each event of a run when it happens. It may keep the event, and must leave the run alone. */
export type RunObserver = (event: RunEvent) => void;
