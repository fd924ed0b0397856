import fc from "fast-check";
import { expect, it } from "vitest";
import { EventWheel } from "./event-wheel.js";
import { Timer } from "./timer.js";

function setUp() {
  const simulator = new EventWheel();
  const times: number[] = [];
  const timer = new Timer(simulator, () => times.push(simulator.now));
  const run = (): void => {
    while (simulator.step());
  };
  return { simulator, times, timer, run };
}

it("calls back once, when it was set for last", () => {
  const { simulator, times, timer, run } = setUp();
  timer.set(100);
  simulator.schedule(50, () => timer.set(100));
  simulator.schedule(60, () => timer.set(10));
  run();
  expect(times).toEqual([70]);
  expect(timer.due).toBe(Infinity);
});

it("calls back no more when cancelled, and again when set again", () => {
  const { simulator, times, timer, run } = setUp();
  timer.set(100);
  simulator.schedule(50, () => timer.cancel());
  simulator.schedule(70, () => timer.set(200));
  run();
  expect(times).toEqual([270]);
});

it("refuses a delay that is none", () => {
  const { timer } = setUp();
  expect(() => timer.set(-1)).toThrow(/delay/);
  expect(() => timer.set(Number.NaN)).toThrow(/delay/);
});

it("does what a plain list of its settings says", () => {
  const action = fc.record({ at: fc.nat(50), delay: fc.option(fc.nat(30)) });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
      const { simulator, times, timer, run } = setUp();
      const ordered = actions.toSorted((a, b) => a.at - b.at);
      for (const { at, delay } of ordered)
        simulator.schedule(at, () => (delay === null ? timer.cancel() : timer.set(delay)));
      run();
      const expected: number[] = [];
      for (const [index, { at, delay }] of ordered.entries()) {
        if (delay === null) continue;
        const next = ordered[index + 1]?.at ?? Infinity;
        // At one instant the settings, scheduled first, come before the timer's own event.
        if (at + delay < next) expected.push(at + delay);
      }
      expect(times).toEqual(expected);
    }),
  );
});
