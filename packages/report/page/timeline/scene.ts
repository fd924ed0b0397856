import type { Lane, TimelineData } from "../../src/timeline/build-timeline.js";
import { Viewport } from "./viewport.js";

/** What of a timeline is in view. */
export interface Scene {
  lanes: readonly Lane[];
  readonly view: Viewport;
}

/** All lanes, from the first to the last instant. */
export function wholeScene({ lanes, end }: TimelineData): Scene {
  return { lanes, view: new Viewport(end, laneHeightFor(lanes.length)) };
}

/** A comfortable height for so many lanes, pixels. */
export function laneHeightFor(lanes: number): number {
  return lanes <= 6 ? 44 : lanes <= 14 ? 30 : lanes <= 32 ? 20 : 12;
}
