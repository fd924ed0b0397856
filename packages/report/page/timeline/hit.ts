import { formatPercent, formatTime } from "@astra-ts/core";
import type { Lane, TimelineData } from "../../src/timeline/build-timeline.js";
import { spanKinds } from "../../src/timeline/span-kinds.js";
import { axisHeight, gutter, kindLabels, kindPlaces } from "./layout.js";
import type { Painter } from "./painter.js";
import { type KindView, visibleRange } from "./track-view.js";
import type { Viewport } from "./viewport.js";

/** What is under a point of the canvas, as lines of text. */
export function linesAt(
  data: TimelineData,
  lanes: readonly Lane[],
  painter: Painter,
  view: Viewport,
  width: number,
  x: number,
  y: number,
): string[] | undefined {
  if (x < gutter || y < axisHeight) return undefined;
  const index = Math.floor((y - axisHeight + view.top) / view.laneHeight);
  const lane = lanes[index];
  if (lane === undefined) return undefined;
  const perPixel = (view.to - view.from) / (width - gutter);
  const time = view.from + (x - gutter) * perPixel;
  const inLane = y - axisHeight + view.top - index * view.laneHeight;
  const kinds = painter.lane(lane);
  const places = kindPlaces(lane.group, view.laneHeight).filter(
    ({ top, height }) => inLane >= top && inLane < top + height,
  );
  const title = `${lane.label}, ${formatTime(time)}`;
  const place = places.find(({ kind }) => busyAt(kinds[kind], time, perPixel)) ?? places[0];
  const spans = place === undefined ? undefined : kinds[place.kind];
  if (place === undefined || spans === undefined) return [title];
  const label = kindLabels[spanKinds[place.kind]];
  const found = spansAt(spans, time, perPixel);
  const lines = found.slice(0, 5).map((at) => {
    const length = spans.end[at] - spans.start[at];
    return `${data.names[spans.name[at]]}: ${formatTime(length)}, from ${formatTime(spans.start[at])} to ${formatTime(spans.end[at])}`;
  });
  if (found.length > 5) lines.push(`and ${found.length - 5} more`);
  if (found.length === 0) {
    const bin = Math.min(spans.density.length - 1, Math.floor((time / spans.runEnd) * spans.density.length));
    const share = spans.density[bin] ?? 0;
    const main = data.names[spans.main?.[bin] ?? -1];
    lines.push(
      spans.aggregated && share > 0
        ? `busy for ${formatPercent(share)} of ${formatTime(spans.runEnd / spans.density.length)} around here${main === undefined ? "" : `, mostly ${main}`}`
        : "nothing",
    );
  }
  return [title, label, ...lines];
}

function busyAt(view: KindView | undefined, time: number, tolerance: number): boolean {
  if (view === undefined) return false;
  const bin = Math.min(view.density.length - 1, Math.floor((time / view.runEnd) * view.density.length));
  return spansAt(view, time, tolerance).length > 0 || (view.aggregated && view.density[bin] > 0);
}

function spansAt(view: KindView, time: number, tolerance: number): number[] {
  const [first, last] = visibleRange(view, time - tolerance, time + tolerance);
  const found: number[] = [];
  for (let index = first; index < last && found.length < 200; index++)
    if (view.start[index] <= time + tolerance / 2 && view.end[index] >= time - tolerance / 2)
      found.push(index);
  return found;
}
