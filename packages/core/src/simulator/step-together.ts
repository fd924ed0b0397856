import type { EventWheel } from "./event-wheel.js";
import type { ExternalClock } from "./simulator.js";

/** One event of the queue, or one step of a clock beside it, whichever is earlier; events before the clock at one instant. False when neither has anything left. */
export function stepTogether(simulator: EventWheel, clock: ExternalClock): boolean {
  const outside = clock.nextEventTime();
  if (simulator.nextEventTime() <= outside) return simulator.step();
  simulator.advanceClock(outside);
  clock.advanceTo(outside);
  return true;
}
