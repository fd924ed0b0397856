import { spanKinds } from "../../src/timeline/span-kinds.js";

/** Pixels left of the lanes, for their names, and above them, for the time axis. */
export const gutter = 92;
export const axisHeight = 24;

export const kindColors = {
  compute: "--compute",
  communication: "--hidden",
  exposed: "--exposed",
  phase: "--phase",
  cpu: "--cpu",
  memory: "--memory",
} as const;

export const kindLabels = {
  compute: "Compute",
  communication: "Communication under way",
  exposed: "Exposed communication",
  phase: "Dimension at work",
  cpu: "CPU",
  memory: "Remote memory",
} as const;

export interface KindPlace {
  /** Index in `spanKinds`. */
  readonly kind: number;
  /** Pixels from the lane's top, and height. */
  readonly top: number;
  readonly height: number;
  /** How a busy share is drawn where kinds share a place: the two that exclude each other from below and from above. */
  readonly grows?: "up" | "down";
}

/** Where each kind of span goes in a lane of this height. */
export function kindPlaces(group: "dimension" | "npu", laneHeight: number): KindPlace[] {
  const room = laneHeight > 6 ? laneHeight - 3 : laneHeight;
  if (group === "dimension") return [{ kind: spanKinds.indexOf("phase"), top: 0, height: room }];
  // An NPU computes or stands still: the two share the upper half, what is under way meanwhile has the lower one. Compute hides what the CPU does beside it.
  const upper = Math.ceil(room / 2);
  return [
    { kind: spanKinds.indexOf("cpu"), top: 0, height: upper, grows: "up" },
    { kind: spanKinds.indexOf("compute"), top: 0, height: upper, grows: "up" },
    { kind: spanKinds.indexOf("exposed"), top: 0, height: upper, grows: "down" },
    { kind: spanKinds.indexOf("communication"), top: upper, height: room - upper },
    { kind: spanKinds.indexOf("memory"), top: upper, height: room - upper },
  ];
}
