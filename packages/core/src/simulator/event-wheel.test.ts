import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventWheel } from "./event-wheel.js";

/** The plainest queue there is: scan for the least time, first scheduled first. */
class PlainQueue {
  now = 0;
  #events: { time: number; callback: () => void }[] = [];
  schedule(delay: number, callback: () => void): void {
    this.#events.push({ time: this.now + delay, callback });
  }
  step(): boolean {
    if (this.#events.length === 0) return false;
    let best = 0;
    for (let i = 1; i < this.#events.length; i++)
      if (this.#events[i]!.time < this.#events[best]!.time) best = i;
    const [event] = this.#events.splice(best, 1);
    this.now = event!.time;
    event!.callback();
    return true;
  }
}

/** Runs a tree of events: event k schedules children with the delays given, and logs (id, time). */
function run(
  queue: { now: number; schedule(delay: number, callback: () => void): void; step(): boolean },
  delays: number[][],
): string[] {
  const log: string[] = [];
  let next = 0;
  const fire = (id: number) => () => {
    log.push(`${id}@${queue.now}`);
    for (const delay of delays[next++ % delays.length]!)
      if (log.length + next < 400) queue.schedule(delay, fire(id * 31 + delay));
  };
  for (const [id, delay] of delays[0]!.entries()) queue.schedule(delay, fire(id));
  while (queue.step()) if (log.length > 2000) break;
  return log;
}

const horizon = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 2000 }),
  fc.integer({ min: 0, max: 3_000_000 }),
  fc.integer({ min: 0, max: 3_000_000_000 }),
  fc.integer({ min: 0, max: 5_000_000_000_000 }),
  fc.constantFrom(1023, 1024, 1025, 1048575, 1048576, 1073741823, 1073741824),
);

describe("EventWheel", () => {
  it("runs events in the order of a plain queue, over mixed horizons", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(horizon, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 }),
        (delays) => {
          expect(run(new EventWheel(), delays)).toEqual(run(new PlainQueue(), delays));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps order with fractional times", () => {
    const fractional = fc.oneof(horizon, fc.double({ min: 0, max: 5000, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(fc.array(fractional, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 }),
        (delays) => {
          expect(run(new EventWheel(), delays)).toEqual(run(new PlainQueue(), delays));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("runs equal times in order of scheduling, also those added while they run", () => {
    const wheel = new EventWheel();
    const log: string[] = [];
    wheel.schedule(5, () => {
      log.push("a");
      wheel.schedule(0, () => log.push("d"));
    });
    wheel.schedule(5, () => log.push("b"));
    wheel.schedule(5, () => log.push("c"));
    while (wheel.step());
    expect(log).toEqual(["a", "b", "c", "d"]);
    expect(wheel.now).toBe(5);
  });

  it("tells the next event's time without moving anything", () => {
    fc.assert(
      fc.property(fc.array(horizon, { minLength: 1, maxLength: 30 }), (delays) => {
        const wheel = new EventWheel();
        for (const delay of delays) {
          wheel.schedule(delay, () => {});
          wheel.nextEventTime();
        }
        for (const time of [...delays].sort((a, b) => a - b)) {
          expect(wheel.nextEventTime()).toBe(time);
          wheel.step();
          expect(wheel.now).toBe(time);
        }
        expect(wheel.nextEventTime()).toBe(Infinity);
      }),
    );
  });

  it("takes new events after an external clock moved time forward", () => {
    const wheel = new EventWheel();
    const times: number[] = [];
    wheel.schedule(1_000_000, () => times.push(wheel.now));
    wheel.advanceClock(700_000);
    wheel.schedule(10, () => times.push(wheel.now));
    while (wheel.step());
    expect(times).toEqual([700_010, 1_000_000]);
  });

  it("refuses impossible delays", () => {
    const wheel = new EventWheel();
    for (const delay of [-1, Number.NaN, Infinity]) {
      expect(() => wheel.schedule(delay, () => {})).toThrow(/impossible delay/);
    }
  });
});
