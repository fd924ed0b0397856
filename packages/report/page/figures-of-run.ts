import type { RunPage } from "../src/page-data/page-data.js";
import { latencyFigure } from "./charts/latency.js";
import { layersFigure } from "./charts/layers.js";
import { utilizationFigure } from "./charts/utilization.js";
import type { FigureSpec } from "./parts/drawing.js";
import type { Tooltip } from "./parts/tooltip.js";
import { timelineFigure } from "./timeline/timeline.js";
import { topologyFigure } from "./topology.js";

/** The charts of one run. `prefix` keeps addresses apart where a page has several runs; without a tooltip nothing answers to a pointer. */
export function figuresOfRun(run: RunPage, prefix: string, tooltip?: Tooltip): FigureSpec[] {
  const { tables, timeline, topology, activity, latency } = run;
  const id = (name: string): string => `${prefix}${name}`;
  const figures: FigureSpec[] = [];
  if (timeline.lanes.length > 0)
    figures.push(timelineFigure(id("timeline"), timeline, tables.lanes, tooltip));
  if (topology !== undefined)
    figures.push(topologyFigure(id("topology"), topology, tables.links ?? tables.dimensions, tooltip));
  if (tables.layers.rows.length > 0) figures.push(layersFigure(id("layers"), tables.layers, run.seenFrom));
  if (activity.length > 0) figures.push(utilizationFigure(id("dimensions"), run));
  if (latency !== undefined && tables.latency !== undefined && latency.count > 0)
    figures.push(latencyFigure(id("latency"), latency, tables.latency));
  return figures;
}
