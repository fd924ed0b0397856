import type { Agenda } from "@astra-ts/core";
import type { GraphOptions } from "./graph-options.js";

/** Accesses of all ranks to remote memory: each takes the latency and the time of its bytes, and those that share a memory take turns in the order in which they came. */
export class RemoteMemory {
  readonly #agenda: Agenda;
  readonly #options: NonNullable<GraphOptions["remoteMemory"]>;
  /** Accesses that wait, by the memory that they wait for; absent: it is free. */
  readonly #waiting = new Map<number, (() => void)[]>();

  constructor(agenda: Agenda, options: NonNullable<GraphOptions["remoteMemory"]>) {
    this.#agenda = agenda;
    this.#options = options;
  }

  /** One load or store. `done` is called when it has ended. */
  access(rank: number, bytes: number, done: () => void): void {
    const { model, latency, bandwidth } = this.#options;
    const duration = Math.floor(latency + Math.floor(bytes / bandwidth));
    if (model === "per-npu") {
      this.#agenda.after(rank, duration, done);
      return;
    }
    const memory = model === "pool" ? 0 : Math.floor(rank / this.#options.npusPerNode!);
    const begin = (): void =>
      this.#agenda.after(rank, duration, () => {
        // Its rank goes on first, and may ask again: that access comes after those that wait already.
        done();
        this.#next(memory);
      });
    const waiting = this.#waiting.get(memory);
    if (waiting !== undefined) {
      waiting.push(begin);
      return;
    }
    this.#waiting.set(memory, []);
    begin();
  }

  #next(memory: number): void {
    const next = this.#waiting.get(memory)!.shift();
    if (next === undefined) this.#waiting.delete(memory);
    else next();
  }
}
