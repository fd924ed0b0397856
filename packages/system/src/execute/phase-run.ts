import type { Agenda, ReusedMessage, Simulator, Waiter } from "@astra-ts/core";
import type { Phase } from "../plan/phase.js";
import type { SharedBus } from "./shared-bus.js";
import type { Transport } from "./transport.js";

/** What the runs of all phases work with. */
export interface PhaseRunContext {
  readonly simulator: Simulator;
  readonly agenda: Agenda;
  readonly transport: Transport;
  /** What a run sends and awaits next. All runs write the one that is in the processor's cache, as a message for each of a large machine's runs is not. */
  readonly message: ReusedMessage;
  /** One for each rank, or none. */
  readonly buses: readonly SharedBus[];
  /** Time to reduce a message, ns. */
  readonly reductionTime: (bytes: number) => number;
}

/** Who is to be told of a phase's end: an object that is there already, as a function for each would cost large runs a tenth of their speed. */
export interface PhaseOwner {
  phaseEnded(): void;
}

/** A phase's algorithm at work on one rank. Runs are used again: `start` makes one new. */
export interface PhaseRun {
  /** Mean time from posting a receive to its arrival, ns; 0 without messages. */
  readonly meanMessageDelay: number;
  /** Endpoint passes of the phase's messages, ns summed; 0 for a graph, and where messages pass buses. */
  readonly endpointTime: number;
  /** Starts a phase on `rank`. Its messages carry `tag`. The owner is told once, and not before `start` has returned. */
  start(phase: Phase, rank: number, tag: number, owner: PhaseOwner): void;
  /** What it waits for now. */
  waitsFor(): Pick<Waiter, "waitsFor" | "peer">;
}
