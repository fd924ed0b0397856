import type { DrawingContext } from "./drawing-context.js";
import { type KindView, visibleRange } from "./track-view.js";

/** Where on the canvas spans of one kind go. */
export interface Strip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Time in view, ns. */
  readonly from: number;
  readonly to: number;
  readonly color: string;
  /** Colour of names written on spans. */
  readonly textColor: string;
  readonly names: readonly string[];
  /** Where kinds share a place: a busy share is so much of the height, from below or from above. Absent: it is strength of colour. */
  readonly grows?: "up" | "down";
}

const levels = 16;

/** Draws the spans of one kind: each as a box where it is wide enough to see, otherwise the busy share of each pixel, as height or as strength of colour. */
export function drawStrip(context: DrawingContext, view: KindView, strip: Strip): void {
  const { from, to, width } = strip;
  const [first, last] = visibleRange(view, from, to);
  const binsInView = (view.density.length * (to - from)) / view.runEnd;
  const crowded = last - first > width * 3 && binsInView >= width / 2;
  if (view.aggregated || crowded) drawDensity(context, view, strip);
  if (!crowded) drawSpans(context, view, strip, first, last);
}

function drawSpans(
  context: DrawingContext,
  { start, end, name, row, rows }: KindView,
  strip: Strip,
  first: number,
  last: number,
): void {
  const { x, y, width, height, from, to, color, textColor, names } = strip;
  const scale = width / (to - from);
  const split = height / rows >= 2.5 ? rows : 1;
  const step = height / split;
  let busy: Float32Array | undefined;
  context.fillStyle = color;
  for (let index = first; index < last; index++) {
    const left = (Math.max(start[index], from) - from) * scale;
    const right = (Math.min(end[index], to) - from) * scale;
    const place = split === 1 ? 0 : Math.min(row[index], split - 1);
    if (right - left < 1.2) {
      const pixel = Math.min(Math.ceil(width) - 1, Math.floor(left));
      busy ??= new Float32Array(Math.ceil(width) * split);
      busy[place * Math.ceil(width) + pixel] += Math.max(right - left, 0.12);
      continue;
    }
    const top = y + place * step;
    const gap = right - left > 4 ? 0.8 : 0;
    context.fillRect(x + left, top, right - left - gap, step - (split > 1 ? 0.6 : 0));
    if (right - left > 54 && step >= 10) {
      context.fillStyle = textColor;
      context.fillText(
        fitted(context, names[name[index]] ?? "", right - left - 10),
        x + left + 5,
        top + step / 2,
      );
      context.fillStyle = color;
    }
  }
  if (busy === undefined) return;
  for (let place = 0; place < split; place++) {
    const line = busy.subarray(place * Math.ceil(width), (place + 1) * Math.ceil(width));
    const height = step - (split > 1 ? 0.6 : 0);
    drawColumns(context, line, { x, y: y + place * step, height, grows: strip.grows });
  }
}

function drawDensity(context: DrawingContext, view: KindView, strip: Strip): void {
  const { x, y, width, height, from, to, color } = strip;
  const { density } = view;
  const bin = view.runEnd / density.length;
  const columns = new Float32Array(Math.ceil(width));
  const perPixel = (to - from) / width;
  for (let pixel = 0; pixel < columns.length; pixel++) {
    const begin = (from + pixel * perPixel) / bin;
    const finish = Math.max(begin + 1e-9, (from + (pixel + 1) * perPixel) / bin);
    let sum = 0;
    for (let at = Math.floor(begin); at < Math.min(density.length, Math.ceil(finish)); at++)
      sum += density[at] * (Math.min(at + 1, finish) - Math.max(at, begin));
    columns[pixel] = sum / (finish - begin);
  }
  context.fillStyle = color;
  drawColumns(context, columns, { x, y, height, grows: strip.grows });
}

/** Neighbouring pixels of about the same share are one rectangle. */
function drawColumns(
  context: DrawingContext,
  shares: Float32Array,
  { x, y, height, grows }: Pick<Strip, "x" | "y" | "height" | "grows">,
): void {
  const level = (share: number): number => (share <= 0 ? 0 : Math.min(levels, Math.ceil(share * levels)));
  let begin = 0;
  for (let pixel = 1; pixel <= shares.length; pixel++) {
    const strength = level(shares[begin]);
    if (pixel < shares.length && level(shares[pixel]) === strength) continue;
    if (strength > 0 && grows === undefined) {
      context.globalAlpha = 0.2 + (0.8 * strength) / levels;
      context.fillRect(x + begin, y, pixel - begin, height);
    } else if (strength > 0) {
      const part = (height * strength) / levels;
      context.fillRect(x + begin, grows === "up" ? y + height - part : y, pixel - begin, part);
    }
    begin = pixel;
  }
  context.globalAlpha = 1;
}

function fitted(context: DrawingContext, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const letters = Math.floor((text.length * width) / context.measureText(text).width) - 1;
  return letters < 3 ? "" : `${text.slice(0, letters)}…`;
}
