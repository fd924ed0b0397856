import { EventWheel } from "@astra-ts/core";
import { bestOf } from "./measure.mjs";

const events = 3_000_000;

/** A queue that always holds `pending` events, each of which schedules the next one at most `horizon` ns ahead. */
function hold(pending, horizon) {
  const wheel = new EventWheel();
  let left = events;
  let state = 12345;
  const next = () => {
    if (left-- <= 0) return;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    wheel.schedule(1 + (state % horizon), next);
  };
  for (let index = 0; index < pending; index++) next();
  while (wheel.step());
  return wheel.events;
}

export default {
  name: "event queue",
  description: "one event schedules the next; a number of events is pending at all times",
  async *measure() {
    for (const [horizonName, horizon] of [
      ["near", 16],
      ["far", 100_000],
    ]) {
      for (const pending of [1_000, 100_000]) {
        const { seconds, result } = await bestOf(3, () => hold(pending, horizon));
        const name = `${pending.toLocaleString("en-US")} pending, ${horizonName} (up to ${horizon.toLocaleString("en-US")} ns)`;
        yield { name, value: result / seconds / 1e6, unit: "M events/s", higherIsBetter: true };
      }
    }
  },
};
