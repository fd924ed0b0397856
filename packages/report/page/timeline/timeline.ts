import { formatCount, formatTime } from "@astra-ts/core";
import type { Table } from "../../src/tables/table.js";
import type { TimelineData } from "../../src/timeline/build-timeline.js";
import type { FigureSpec } from "../parts/drawing.js";
import type { Tooltip } from "../parts/tooltip.js";
import { kindColors, kindLabels } from "./layout.js";
import { liveTimeline } from "./live-timeline.js";
import { wholeScene } from "./scene.js";
import { timelinePicture } from "./timeline-picture.js";

const kinds = ["phase", "compute", "cpu", "communication", "memory", "exposed"] as const;

/** The timeline: lanes of dimensions and NPUs; with a tooltip they zoom, pan and tell what is under the pointer. */
export function timelineFigure(
  id: string,
  data: TimelineData,
  table: Table,
  tooltip: Tooltip | undefined,
): FigureSpec {
  const scene = wholeScene(data);
  const shown = kinds.filter((kind) =>
    table.rows.some(([, name]) => name === (kind === "phase" ? "at work" : kind)),
  );
  return {
    id,
    title: "Timeline",
    description: describe(data),
    hint: "Drag to move, Ctrl and wheel or double click to zoom.",
    table,
    legend: shown.map((kind) => ({ label: kindLabels[kind], color: `var(${kindColors[kind]})` })),
    draw: (width) => ({ panels: [{ picture: timelinePicture(data, scene, width) }] }),
    ...(tooltip === undefined ? {} : liveTimeline(data, scene, tooltip)),
  };
}

function describe(timeline: TimelineData): string {
  const { recordedRanks, seenFrom, npus, spans, lostSpans, binWidth, alike } = timeline;
  const parts = [
    alike
      ? `NPU 0 and its dimensions; all ${formatCount(npus)} NPUs do the same at the same times.`
      : recordedRanks < npus
        ? `${formatCount(recordedRanks)} of ${formatCount(npus)} NPUs, and each dimension as NPU ${seenFrom} sees it. timeline.ranks of the experiment chooses others.`
        : `Each NPU, and each dimension as NPU ${seenFrom} sees it.`,
    binWidth === undefined
      ? ""
      : `${formatCount(spans)} spans are drawn as busy shares of ${formatTime(binWidth)} each, with the longest spans one by one.`,
    lostSpans > 0 ? `${formatCount(lostSpans)} later spans were not recorded.` : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}
