import { isAstraError } from "../errors/astra-error.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Gate } from "./gate.js";

/** The simulator as a plugin is given it: errors in its timers are its own, and so are delays that are none. */
export class WatchedSimulator implements Simulator {
  readonly #simulator: Simulator;
  readonly #gate: Gate;

  constructor(simulator: Simulator, gate: Gate) {
    this.#simulator = simulator;
    this.#gate = gate;
  }

  get now(): number {
    return this.#simulator.now;
  }

  get events(): number {
    return this.#simulator.events;
  }

  schedule(delay: number, callback: () => void): void {
    try {
      this.#simulator.schedule(delay, () => this.#gate.enter("a timer", callback));
    } catch (error) {
      if (!isAstraError(error) || error.code !== "INVALID_VALUE") throw error;
      throw this.#gate.broken(
        "simulator.schedule()",
        "asked for what cannot be",
        delay,
        "a delay of 0 ns or more",
      );
    }
  }
}
