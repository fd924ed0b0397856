import { formatTime } from "@astra-ts/core";
import type { Lane, TimelineData } from "../../src/timeline/build-timeline.js";
import { spanKinds } from "../../src/timeline/span-kinds.js";
import { axisTicks } from "../parts/axis-ticks.js";
import { drawStrip } from "./draw-strip.js";
import type { DrawingContext } from "./drawing-context.js";
import { axisHeight, gutter, kindColors, kindPlaces } from "./layout.js";
import { type KindView, trackViews } from "./track-view.js";
import type { Viewport } from "./viewport.js";

/** Pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Draws a timeline on a canvas, or with whatever else can. Tracks are decoded when they first come into view. */
export class Painter {
  readonly #data: TimelineData;
  readonly #views: ((KindView | undefined)[] | undefined)[] = [];
  readonly #colorOf: (name: string) => string;
  #colors: ReturnType<typeof colorsFrom>;

  /** `colorOf` gives the colour of a variable of the style sheet. */
  constructor(data: TimelineData, colorOf: (name: string) => string) {
    this.#data = data;
    this.#colorOf = colorOf;
    this.#colors = colorsFrom(colorOf);
  }

  /** Look the colours up again, after a change of theme. */
  recolor(): void {
    this.#colors = colorsFrom(this.#colorOf);
  }

  /** Spans of a lane by kind. */
  lane({ track }: Lane): (KindView | undefined)[] {
    this.#views[track] ??= trackViews(this.#data.tracks[track], this.#data.ticksPerNs, this.#data.end);
    return this.#views[track];
  }

  /** Draws lanes and axis from the top left corner on. */
  draw(
    context: DrawingContext,
    lanes: readonly Lane[],
    { width, height }: Extent,
    view: Viewport,
    showLanes: (draw: () => void) => void = (draw) => draw(),
  ): void {
    this.#axis(context, width, height, view);
    showLanes(() => this.#lanes(context, lanes, width, height, view));
  }

  paint(
    canvas: HTMLCanvasElement,
    lanes: readonly Lane[],
    extent: Extent,
    view: Viewport,
    cursor: number | undefined,
  ): void {
    const { width, height } = extent;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.textBaseline = "middle";
    this.draw(context, lanes, extent, view, (drawLanes) => {
      context.save();
      context.beginPath();
      context.rect(0, axisHeight, width, height - axisHeight);
      context.clip();
      drawLanes();
      context.restore();
    });
    if (cursor !== undefined) {
      context.fillStyle = this.#colors.soft;
      context.fillRect(cursor, axisHeight, 1, height - axisHeight);
    }
  }

  #axis(context: DrawingContext, width: number, height: number, view: Viewport): void {
    const inner = width - gutter;
    const ticks = axisTicks(view.from, view.to, inner / 110);
    const step = (ticks[1] ?? view.to) - (ticks[0] ?? 0);
    const digits = step >= 1 ? 3 : 6;
    for (const tick of ticks) {
      const x = gutter + ((tick - view.from) / (view.to - view.from)) * inner;
      context.fillStyle = this.#colors.line;
      context.fillRect(Math.round(x), axisHeight - 4, 1, height - axisHeight + 4);
      context.fillStyle = this.#colors.soft;
      const label = formatTime(tick, digits);
      const half = context.measureText(label).width / 2;
      context.fillText(label, Math.min(width - half * 2, Math.max(gutter, x - half)), axisHeight / 2 - 2);
    }
  }

  #lanes(
    context: DrawingContext,
    lanes: readonly Lane[],
    width: number,
    height: number,
    view: Viewport,
  ): void {
    const { names } = this.#data;
    const first = Math.max(0, Math.floor(view.top / view.laneHeight));
    const last = Math.min(lanes.length, Math.ceil((view.top + height - axisHeight) / view.laneHeight));
    const { kinds: colors, texts, soft, line } = this.#colors;
    const labelEvery = Math.max(1, Math.ceil(13 / view.laneHeight));
    for (let index = first; index < last; index++) {
      const { label, group } = lanes[index];
      const y = axisHeight + index * view.laneHeight - view.top;
      if (index % labelEvery === 0 || index === 0) {
        context.fillStyle = soft;
        context.fillText(label, 0, y + Math.max(view.laneHeight, 12) / 2 - 1, gutter - 10);
      }
      if (index > 0 && lanes[index - 1].group !== group) {
        context.fillStyle = line;
        context.fillRect(0, y - 2, width, 1);
      }
      const kinds = this.lane(lanes[index]);
      for (const { kind, top, height: room, grows } of kindPlaces(group, view.laneHeight)) {
        const spans = kinds[kind];
        if (spans === undefined) continue;
        drawStrip(context, spans, {
          x: gutter,
          y: y + top,
          width: width - gutter,
          height: room,
          from: view.from,
          to: view.to,
          color: colors[kind],
          textColor: texts[kind],
          names,
          ...(grows === undefined ? {} : { grows }),
        });
      }
    }
  }
}

function colorsFrom(colorOf: (name: string) => string) {
  return {
    kinds: spanKinds.map((kind) => colorOf(kindColors[kind])),
    soft: colorOf("--soft"),
    line: colorOf("--line"),
    texts: spanKinds.map((kind) => colorOf(kind === "communication" ? "--on-hidden" : "--on-color")),
  };
}
