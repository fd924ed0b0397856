import type { Simulator } from "@astra-ts/core";
import { longerDoubles, longerInts } from "../columns.js";
import { none } from "./lanes.js";

interface Line {
  readonly latency: number;
  first: number;
  last: number;
  isScheduled: boolean;
  readonly wake: () => void;
}

/**
 * Flows that wait for a latency to pass. All that wait equally long stand in one line, in the order in which they came, so that a line needs one event at a time, and
 * flows that came together leave together.
 */
export class LatencyLines {
  readonly #simulator: Simulator;
  readonly #elapsed: (flow: number) => void;
  readonly #lines: Line[] = [];
  readonly #byLatency = new Map<number, Line>();
  #last: Line | undefined;
  #due = new Float64Array(64);
  #next = new Int32Array(64);

  /** `elapsed` is called with each flow when its time has come. */
  constructor(simulator: Simulator, elapsed: (flow: number) => void) {
    this.#simulator = simulator;
    this.#elapsed = elapsed;
  }

  add(flow: number, latency: number): void {
    const line = this.#lineOf(latency);
    if (flow >= this.#due.length) {
      const length = Math.max(2 * this.#due.length, flow + 1);
      this.#due = longerDoubles(this.#due, length);
      this.#next = longerInts(this.#next, length);
    }
    this.#due[flow] = this.#simulator.now + latency;
    this.#next[flow] = none;
    if (line.first === none) line.first = flow;
    else this.#next[line.last] = flow;
    line.last = flow;
    if (!line.isScheduled) this.#schedule(line, latency);
  }

  /** Let go, ahead of time, whoever has less than `time` ns to wait. */
  hasten(time: number): void {
    const before = this.#simulator.now + time;
    for (const line of this.#lines)
      while (line.first !== none && this.#due[line.first] < before) this.#leave(line);
  }

  #lineOf(latency: number): Line {
    if (this.#last?.latency === latency) return this.#last;
    let line = this.#byLatency.get(latency);
    if (line === undefined) {
      const added: Line = {
        latency,
        first: none,
        last: none,
        isScheduled: false,
        wake: () => this.#wake(added),
      };
      line = added;
      this.#byLatency.set(latency, line);
      this.#lines.push(line);
    }
    this.#last = line;
    return line;
  }

  #schedule(line: Line, delay: number): void {
    line.isScheduled = true;
    this.#simulator.schedule(delay, line.wake);
  }

  #wake(line: Line): void {
    const { now } = this.#simulator;
    line.isScheduled = false;
    while (line.first !== none && this.#due[line.first] <= now) this.#leave(line);
    if (line.first !== none && !line.isScheduled) this.#schedule(line, this.#due[line.first] - now);
  }

  #leave(line: Line): void {
    const flow = line.first;
    line.first = this.#next[flow];
    this.#elapsed(flow);
  }
}
