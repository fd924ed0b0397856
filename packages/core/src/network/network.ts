import type { Waiter } from "../errors/deadlock-error.js";
import type { RunObserver } from "../observe/run-event.js";
import type { StandardSchema } from "../schema/standard-schema.js";
import type { Random } from "../simulator/random.js";
import type { ExternalClock, Simulator } from "../simulator/simulator.js";
import type { Topology } from "../topology/topology.js";
import type { Message } from "./message.js";
import type { NetworkReport } from "./report.js";

/**
 * A message-transport model. Everything else (send/receive matching, tags, statistics of ranks) is core's. `send` and `report` make a network; the other
 * members are for models that know more (flight times in advance), have more (a clock of their own, a start-up) or can tell more (what is stuck).
 */
export interface Network {
  /**
   * Start moving a message; call `delivered` once, when its last byte has reached the destination. Never call it before `send` has returned. The object belongs to
   * the caller and keeps what it says until `delivered` is called; copy what is needed longer.
   */
  send(message: Message, delivered: () => void): void;
  /** What the links did: bytes, busy time, queueing, per link and per dimension. */
  report(): NetworkReport;
  /**
   * Only for models in which a message's flight time is known when it is sent (no contention): that time, ns. Core then calls this in place of `send` (the object is valid during the
   * call alone), schedules the receiver itself, and orders receivers of one instant by when send and receive were matched, which is ASTRA-sim 1.0's rule.
   */
  flightTime?(message: Message): number;
  /**
   * Only with `flightTime` or `standForAll`: true where ranks that send alike fare alike, because nothing matters but the sizes of messages and how far, in each dimension
   * and modulo its size, destinations lie from their sources. Core may then simulate one rank for all.
   */
  readonly isUniform?: boolean;
  /**
   * Called before anything is sent where rank 0 is to stand for all: only its messages will be sent, and with each of them every other rank sends one as far away.
   * `report` then tells of the messages of all ranks. Needed by a model without `flightTime` that `isUniform`.
   */
  standForAll?(): void;
  /** A model with a clock of its own. Declared by the capability `lockStep`. */
  readonly clock?: ExternalClock;
  /** When the workload begins, ns; absent: 0. For models whose start-up is part of the run's time. */
  readonly startTime?: number;
  /** Told before a rank's timers of one instant run: in some models (Garnet's fork) a network interface acts whenever its rank does. */
  rankAwake?(rank: number): void;
  /** For the explanation of a standstill: what is stuck inside the network. */
  pending?(): Waiter[];
  /** Bytes of memory that the model holds outside of this process. They count towards the run's memory budget. */
  memoryElsewhere?(): number;
  /**
   * Lets go of what the network holds beyond memory: a process, a file. Called once, when the run is over, however it ended: finished, failed, stopped, or never started.
   * Nothing is asked of the network afterwards.
   */
  close?(): void;
}

/** What a backend needs to be built. */
export interface NetworkContext {
  readonly simulator: Simulator;
  readonly topology: Topology;
  /** The seeded generator: the only permitted source of randomness. */
  readonly random: Random;
  /** Told, in one sentence, of what the user should know but need not mend. */
  readonly warn: (message: string) => void;
  /** Told of packets, by a network that has packets; absent: nobody observes the run. */
  readonly observer?: RunObserver;
  /** Where a backend that wraps another finds it: see {@link innerNetwork}. Absent where a network is made outside of a run. */
  readonly registry?: NetworkRegistry;
}

/** The part of a registry that a network needs. */
export interface NetworkRegistry {
  /** The backend of this name. Throws UNKNOWN_NAME with the nearest names; `field` says where the name stood. */
  get(kind: "networks", name: string, field?: string): NetworkBackend;
}

/** What a backend can do, as data. The conformance kit reads it to decide what to check. */
export interface NetworkCapabilities {
  /** Messages that share a link slow each other. */
  contention: boolean;
  /** `report()` has an entry per link. */
  perLinkReport: boolean;
  /** Runs a clock of its own in lock-step with core (`Network.clock`). */
  lockStep: boolean;
  /** Messages of one size between the same two ranks arrive in the order sent. */
  ordered: boolean;
  /** Shapes of dimension it accepts; absent: every shape, by way of the expanded graph. */
  shapes?: readonly string[];
}

/** How finely a backend follows a message, the coarsest first: by a formula, from link to link, as a flow whose share of links changes, in packets. */
export const networkDetails = ["formula", "link", "flow", "packet"] as const;

/** One of `networkDetails`. */
export type NetworkDetail = (typeof networkDetails)[number];

/** A choice of a model that can be taken out of it, so that a run with and a run without it show what it does. */
export interface NetworkRefinement {
  /** A noun that names the options: `buffers (buffersPerVc)`. */
  readonly what: string;
  /** Options of the backend without it, as they may be written. */
  readonly without: unknown;
}

/** A network backend: plain data and a factory. */
export interface NetworkBackend<Options = unknown> {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options: StandardSchema<Options>;
  readonly capabilities: NetworkCapabilities;
  /** Why it cannot do this machine, as a clause (`it needs at least 4 NPUs`); undefined where it can. Beside `capabilities.shapes`, for what is no matter of shapes. */
  refuses?(topology: Topology): string | undefined;
  /** How finely it follows a message: `compare` measures the others against the finest. Absent: `link` with contention, else `formula`. */
  readonly detail?: NetworkDetail;
  /**
   * What of the model can be taken out of it under these options, one after the other: each entry is without those before it, too. `compare` simulates them to tell what a
   * difference from another network comes from. Absent: nothing.
   */
  refinements?(options: Options): readonly NetworkRefinement[];
  /** A network for one run. Called once per run, when everything else about the run has been checked, and before anything is sent. */
  create(context: NetworkContext, options: Options): Network;
}

/** Identity function that checks the type and keeps the options' type. */
export function defineNetwork<Options>(backend: NetworkBackend<Options>): NetworkBackend<Options> {
  return backend;
}
