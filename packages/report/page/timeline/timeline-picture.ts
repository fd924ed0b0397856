import type { TimelineData } from "../../src/timeline/build-timeline.js";
import { svg } from "../parts/dom.js";
import { axisHeight } from "./layout.js";
import { Painter } from "./painter.js";
import type { Scene } from "./scene.js";
import { SvgContext } from "./svg-context.js";
import { Viewport } from "./viewport.js";

/** Lanes of a picture share this height where it is too little for a comfortable one, pixels. */
const largestHeight = 1200;

/** All lanes of the scene in the time that it shows, as a picture. */
export function timelinePicture(data: TimelineData, { lanes, view }: Scene, width: number): SVGSVGElement {
  const laneHeight = Math.min(view.laneHeight, Math.max(2, Math.floor(largestHeight / lanes.length)));
  const still = new Viewport(data.end, laneHeight);
  still.show(view.from, view.to);
  const height = axisHeight + lanes.length * laneHeight;
  const context = new SvgContext();
  new Painter(data, (name) => `var(${name})`).draw(context, lanes, { width, height }, still);
  context.flush();
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, context.group);
}
