import type { RunPage } from "../src/page-data/page-data.js";
import { latencyFigure } from "./charts/latency.js";
import { layersFigure } from "./charts/layers.js";
import { utilizationFigure } from "./charts/utilization.js";
import { type Figure, figure } from "./parts/figure.js";
import type { Tooltip } from "./parts/tooltip.js";
import { provenanceView } from "./provenance.js";
import { explanation, facts } from "./summary.js";
import { timelineFigure } from "./timeline/timeline.js";
import { topologyFigure } from "./topology.js";

/** All figures of one run. `prefix` keeps addresses apart where a page has several runs. */
export function runView(run: RunPage, prefix: string, tooltip: Tooltip): HTMLElement[] {
  const { tables, timeline, topology, activity, latency } = run;
  const id = (name: string): string => `${prefix}${name}`;
  const figures: Figure[] = [];
  if (timeline.lanes.length > 0)
    figures.push(timelineFigure(id("timeline"), timeline, tables.lanes, tooltip));
  if (topology !== undefined)
    figures.push(topologyFigure(id("topology"), topology, tables.links ?? tables.dimensions, tooltip));
  if (tables.layers.rows.length > 0) figures.push(layersFigure(id("layers"), tables.layers, run.seenFrom));
  if (activity.length > 0) figures.push(utilizationFigure(id("dimensions"), run));
  if (latency !== undefined && tables.latency !== undefined && latency.count > 0)
    figures.push(latencyFigure(id("latency"), latency, tables.latency));
  if (tables.delays.rows.length > 0)
    figures.push(
      figure({
        id: id("delays"),
        title: "Delays by phase",
        description:
          "Queueing: before the phase starts. Network: from posting a receive to its arrival, the mean over a chunk's messages.",
        table: tables.delays,
      }),
    );
  if (tables.jobs !== undefined)
    figures.push(
      figure({
        id: id("jobs"),
        title: "Jobs",
        description: "How long each took, and how long with the machine to itself.",
        table: tables.jobs,
      }),
    );
  figures.push(
    figure({
      id: id("npus"),
      title: "NPUs",
      description: "When each finished and what it sent.",
      table: tables.npus,
    }),
  );
  return [
    facts(run.facts),
    explanation(run),
    ...figures.map(({ element }) => element),
    provenanceView(id("made"), run.provenance),
  ];
}
