import type { RunPage } from "../src/page-data/page-data.js";
import { figuresOfRun } from "./figures-of-run.js";
import { figure } from "./parts/figure.js";
import type { Tooltip } from "./parts/tooltip.js";
import { provenanceView } from "./provenance.js";
import { explanation, facts } from "./summary.js";

/** All figures of one run. `prefix` keeps addresses apart where a page has several runs. */
export function runView(run: RunPage, prefix: string, tooltip: Tooltip): HTMLElement[] {
  const { delays, jobs, npus } = run.tables;
  return [
    facts(run.facts),
    explanation(run),
    ...figuresOfRun(run, prefix, tooltip).map(figure),
    ...(delays.rows.length === 0
      ? []
      : [
          figure({
            id: `${prefix}delays`,
            title: "Delays by phase",
            description:
              "Queueing: before the phase starts. Network: from posting a receive to its arrival, the mean over a chunk's messages.",
            table: delays,
          }),
        ]),
    ...(jobs === undefined
      ? []
      : [
          figure({
            id: `${prefix}jobs`,
            title: "Jobs",
            description: "How long each took, and how long with the machine to itself.",
            table: jobs,
          }),
        ]),
    figure({
      id: `${prefix}npus`,
      title: "NPUs",
      description: "When each finished and what it sent.",
      table: npus,
    }),
    provenanceView(`${prefix}made`, run.provenance),
  ];
}
