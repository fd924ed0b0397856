import type { Agenda, Simulator, Waiter } from "@astra-ts/core";
import type { SharedBus } from "./shared-bus.js";
import type { Stream } from "./stream.js";
import type { Transport } from "./transport.js";

/** What the runs of all phases work with. */
export interface PhaseRunContext {
  readonly simulator: Simulator;
  readonly agenda: Agenda;
  readonly transport: Transport;
  /** One for each rank, or none. */
  readonly buses: readonly SharedBus[];
  /** Time to reduce a message, ns. */
  readonly reductionTime: (bytes: number) => number;
  /** To be called when the phase of a stream has ended. */
  readonly ended: (stream: Stream) => void;
}

/** A phase's algorithm at work for one stream. Runs are reused. */
export interface PhaseRun {
  /** Mean time from posting a receive to its arrival, ns; 0 without messages. */
  readonly meanMessageDelay: number;
  start(stream: Stream): void;
  /** What it waits for now. */
  waitsFor(): Pick<Waiter, "waitsFor" | "peer">;
}
