import { AstraError } from "../errors/astra-error.js";
import type { EventWheel } from "./event-wheel.js";
import type { ExternalClock } from "./simulator.js";

/** Times in a row that a clock may name without the run getting anywhere: more messages than fit in memory can arrive at one instant, and none of them by an event. */
const mostIdleSteps = 1_000_000;
/** Clocks that multiply cycles by their length round: this much below the present, as a share of it, is the present. */
const rounding = 1e-9;

/** Runs the event queue and a clock beside it, whichever is earlier first; at one instant the events first. */
export class LockStep {
  readonly #simulator: EventWheel;
  readonly #clock: ExternalClock;
  readonly #owner: string;
  #idleSteps = 0;
  #lastTime = -1;
  #lastEvents = 0;

  /** `owner` is who gave the clock, for errors: `the network backend "ns3" of @astra-ts/net-ns3`. */
  constructor(simulator: EventWheel, clock: ExternalClock, owner: string) {
    this.#simulator = simulator;
    this.#clock = clock;
    this.#owner = owner;
  }

  /** One event, or one step of the clock. False when neither has anything left. Throws CONTRACT_BROKEN for a clock that goes back, stands still or names no time. */
  step(): boolean {
    const simulator = this.#simulator;
    const own = simulator.nextEventTime();
    const outside = this.#checked(this.#clock.nextEventTime(own));
    if (own <= outside) return simulator.step();
    simulator.advanceClock(outside);
    this.#clock.advanceTo(outside);
    return true;
  }

  #checked(time: number): number {
    const { now, events } = this.#simulator;
    if (time > this.#lastTime || events > this.#lastEvents) {
      this.#idleSteps = 0;
      this.#lastTime = time;
      this.#lastEvents = events;
    } else if (++this.#idleSteps > mostIdleSteps) {
      throw this.#broken("stands still: it names the same time again and again, and nothing happens", time);
    }
    if (time >= now) return time;
    if (time >= now - rounding * now) return now;
    throw this.#broken(
      Number.isNaN(time) || typeof time !== "number" ? "names no time" : "names a time that is over",
      time,
    );
  }

  #broken(problem: string, found: unknown): AstraError {
    return new AstraError("CONTRACT_BROKEN", {
      problem: `the clock of ${this.#owner} ${problem}`,
      found,
      expected: `a number of ns, ${this.#simulator.now} or more, or Infinity where nothing will happen`,
    });
  }
}
