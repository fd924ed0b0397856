import { formatTime } from "@astra-ts/core";
import type { Lane, TimelineData } from "../../src/timeline/build-timeline.js";
import { button, cssColor, h, textField } from "../parts/dom.js";
import type { FigureSpec } from "../parts/drawing.js";
import type { Tooltip } from "../parts/tooltip.js";
import { linesAt } from "./hit.js";
import { chosenLanes } from "./lane-choice.js";
import { axisHeight, gutter } from "./layout.js";
import { Painter } from "./painter.js";
import { laneHeightFor, type Scene } from "./scene.js";

const largestHeight = 470;

/** A canvas that zooms, pans and tells what is under the pointer, with its controls. What is in view stands in the scene. */
export function liveTimeline(
  data: TimelineData,
  scene: Scene,
  tooltip: Tooltip,
): Required<Pick<FigureSpec, "controls" | "mount">> {
  const { view } = scene;
  const painter = new Painter(data, cssColor);
  const canvas = h("canvas", {
    tabindex: 0,
    role: "img",
    "aria-label":
      "Timeline. Arrow keys move, plus and minus zoom, 0 shows everything. The table below has its figures.",
  });
  const range = h("output", { class: "range", "aria-live": "polite" });
  let width = 0;
  let cursor: number | undefined;
  let frame = 0;

  const height = (): number => Math.min(largestHeight, axisHeight + scene.lanes.length * view.laneHeight);
  const clampTop = (): void => {
    const most = Math.max(0, scene.lanes.length * view.laneHeight - (height() - axisHeight));
    view.top = Math.round(Math.max(0, Math.min(view.top, most)));
  };
  const paint = (): void => {
    frame = 0;
    if (width === 0) return;
    clampTop();
    canvas.style.height = `${height()}px`;
    painter.paint(canvas, scene.lanes, { width, height: height() }, view, cursor);
    range.textContent = `${formatTime(view.from)} to ${formatTime(view.to)}`;
  };
  const repaint = (): void => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };
  const change = (action: () => void) => (): void => {
    action();
    tooltip.hide();
    repaint();
  };
  const choose = (chosen: readonly Lane[]): void => {
    scene.lanes = chosen;
    view.top = 0;
    view.laneHeight = laneHeightFor(scene.lanes.length);
    tooltip.hide();
    repaint();
  };
  const rows = (factor: number) =>
    change(() => {
      const middle = (view.top + height() / 2) / view.laneHeight;
      view.laneHeight = Math.round(Math.max(2, Math.min(80, view.laneHeight * factor)));
      view.top = middle * view.laneHeight - height() / 2;
    });
  const zoomIn = change(() => view.zoom(1.6));
  const zoomOut = change(() => view.zoom(1 / 1.6));
  const reset = change(() => view.reset());
  const keys: Record<string, () => void> = {
    ArrowLeft: change(() => view.pan(-0.15)),
    ArrowRight: change(() => view.pan(0.15)),
    ArrowUp: change(() => {
      view.top -= view.laneHeight * 2;
    }),
    ArrowDown: change(() => {
      view.top += view.laneHeight * 2;
    }),
    "+": zoomIn,
    "=": zoomIn,
    "-": zoomOut,
    "0": reset,
    Home: reset,
  };
  canvas.addEventListener("keydown", (event) => {
    const action = event.ctrlKey || event.metaKey ? undefined : keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  const share = (x: number): number => Math.max(0, Math.min(1, (x - gutter) / (width - gutter)));
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        change(() => view.zoom(Math.exp(-event.deltaY / 250), share(event.offsetX)))();
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        change(() => view.pan((event.deltaX || event.deltaY) / width))();
      }
    },
    { passive: false },
  );
  canvas.addEventListener("dblclick", (event) => change(() => view.zoom(3, share(event.offsetX)))());
  let held: { x: number; y: number } | undefined;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, y: event.clientY };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (held !== undefined && event.buttons > 0) {
      const { x, y } = held;
      held = { x: event.clientX, y: event.clientY };
      change(() => {
        view.pan((x - event.clientX) / (width - gutter));
        view.top += y - event.clientY;
      })();
      return;
    }
    cursor = event.offsetX >= gutter ? event.offsetX : undefined;
    const lines = linesAt(data, scene.lanes, painter, view, width, event.offsetX, event.offsetY);
    if (lines === undefined) tooltip.hide();
    else tooltip.show(lines, event.clientX, event.clientY);
    repaint();
  });
  const release = (): void => {
    held = undefined;
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointerleave", () => {
    release();
    cursor = undefined;
    tooltip.hide();
    repaint();
  });
  document.addEventListener(
    "themechange",
    change(() => painter.recolor()),
  );

  return {
    controls: () => [
      h(
        "div",
        { class: "group", role: "group", "aria-label": "Zoom" },
        button("+", "Zoom in", zoomIn),
        button("−", "Zoom out", zoomOut),
        button("Fit", "Fit the whole run", reset),
      ),
      h(
        "div",
        { class: "group", role: "group", "aria-label": "Height of the rows" },
        button("Taller", "Taller rows", rows(1.5)),
        button("Flatter", "Flatter rows", rows(1 / 1.5)),
      ),
      ...(data.recordedRanks > 1 ? [npuChoice(data, choose)] : []),
      range,
    ],
    mount: (place, drawn) => {
      width = drawn;
      place.append(canvas);
      paint();
    },
  };
}

/** Says which NPUs are shown; what is no such list leaves the drawing as it is. */
function npuChoice({ lanes }: TimelineData, choose: (lanes: readonly Lane[]) => void): HTMLElement {
  const ranks = lanes.flatMap(({ rank }) => rank ?? []);
  const name = `NPUs to show, such as ${ranks[0]}-${ranks[1]}, ${ranks.at(-1)}; of those recorded: ${ranks.length > 24 ? `${ranks.length}, from ${ranks[0]} to ${ranks.at(-1)}` : ranks.join(", ")}`;
  return textField("NPUs", "all", name, (text) => {
    const chosen = chosenLanes(lanes, text);
    if (chosen !== undefined) choose(chosen);
    return chosen !== undefined;
  });
}
