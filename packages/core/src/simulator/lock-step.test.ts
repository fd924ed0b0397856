import { describe, expect, it } from "vitest";
import { EventWheel } from "./event-wheel.js";
import { LockStep } from "./lock-step.js";
import type { ExternalClock } from "./simulator.js";

const owner = 'the network backend "test"';

/** A clock that names one time after the other, then rests; notes what it is told. */
function listed(times: number[], told: string[] = []): ExternalClock {
  return {
    nextEventTime(limit) {
      told.push(`until ${limit}`);
      return times[0] ?? Infinity;
    },
    advanceTo(time) {
      told.push(`at ${time}`);
      times.shift();
    },
  };
}

describe("lock-step", () => {
  it("runs what is earlier, events before the clock at one instant, and tells the clock how far it may run", () => {
    const told: string[] = [];
    const simulator = new EventWheel();
    for (const time of [5, 10]) simulator.schedule(time, () => told.push(`event ${simulator.now}`));
    const lockStep = new LockStep(simulator, listed([7, 10], told), owner);
    while (lockStep.step());
    expect(told).toEqual([
      ...["until 5", "event 5", "until 10", "at 7", "until 10", "event 10"],
      ...["until Infinity", "at 10", "until Infinity"],
    ]);
    expect(simulator.now).toBe(10);
  });

  it("takes a time that rounding put below the present for the present", () => {
    const simulator = new EventWheel();
    simulator.advanceClock(1_000_000);
    const lockStep = new LockStep(simulator, listed([1_000_000 - 1e-4]), owner);
    expect(lockStep.step()).toBe(true);
    expect(simulator.now).toBe(1_000_000);
  });

  it.each([
    ["names no time", Number.NaN],
    ["names no time", undefined as unknown as number],
    ["names a time that is over", 90],
  ])("says whose clock %s", (problem, time) => {
    const simulator = new EventWheel();
    simulator.advanceClock(100);
    const lockStep = new LockStep(simulator, { nextEventTime: () => time, advanceTo: () => {} }, owner);
    expect(() => lockStep.step()).toThrow(`the clock of the network backend "test" ${problem}`);
  });

  it("says whose clock stands still, and is not troubled by many arrivals at one instant", () => {
    const simulator = new EventWheel();
    const arrivals = new LockStep(simulator, listed(new Array(5000).fill(3)), owner);
    while (arrivals.step());
    const stalled = new LockStep(simulator, { nextEventTime: () => 3, advanceTo: () => {} }, owner);
    expect(() => {
      while (stalled.step());
    }).toThrow(/the clock of the network backend "test" stands still.*found 3/);
  });
});
