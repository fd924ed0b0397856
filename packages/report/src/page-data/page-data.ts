import type { LatencySummary, Sweep } from "@astra-ts/core";
import type { Suggestion } from "../explain/suggestions.js";
import type { Table } from "../tables/table.js";
import type { TimelineData } from "../timeline/build-timeline.js";
import type { TopologyData } from "../topology/topology-data.js";
import type { ProvenancePage } from "./provenance-page.js";

/** One figure of the summary. */
export interface Fact {
  readonly label: string;
  /** With its unit. */
  readonly value: string;
  readonly note?: string;
}

/** Share of each of equal bins of the run in which a dimension had a chunk at work. */
export interface DimensionActivity {
  readonly label: string;
  /** 0..255 per bin, base64. */
  readonly density: string;
  /** Mean utilisation of the dimension's links over time, 0..1 per window of so many ns, where the network recorded it. */
  readonly links?: { readonly window: number; readonly utilization: readonly number[] };
}

/** What a page shows of one run. */
export interface RunPage {
  readonly label: string;
  /** `8 NPUs · ring of 8 NPUs · analytical`. */
  readonly subtitle: string;
  readonly facts: readonly Fact[];
  readonly headline: string;
  readonly findings: readonly string[];
  readonly path: readonly string[];
  readonly suggestions: readonly Suggestion[];
  readonly limits: readonly string[];
  readonly warnings: readonly string[];
  readonly provenance: ProvenancePage;
  /** End of the run, ns. */
  readonly end: number;
  /** NPU that layers and dimensions are seen from. */
  readonly seenFrom: number;
  readonly timeline: TimelineData;
  readonly activity: readonly DimensionActivity[];
  readonly topology?: TopologyData;
  readonly latency?: LatencySummary;
  readonly tables: {
    readonly lanes: Table;
    readonly layers: Table;
    readonly dimensions: Table;
    readonly links?: Table;
    readonly latency?: Table;
    readonly jobs?: Table;
    readonly npus: Table;
    readonly delays: Table;
  };
}

/** What a page shows of results side by side. */
export interface ComparisonPage {
  readonly sentences: readonly string[];
  readonly summary: Table;
  /** Networks against the most detailed; no rows where there is none. */
  readonly errors: Table;
  readonly causes: Table;
  readonly parts: Table;
  readonly layers: Table;
  readonly collectives: Table;
  /** What of the parts is exact, and what an estimate. */
  readonly attributionNote: string;
}

/** Everything that a page draws. Embedded in it as JSON. */
export interface PageData {
  readonly kind: "result" | "comparison" | "sweep";
  readonly title: string;
  /** `astra-ts 0.1.0`. */
  readonly maker: string;
  readonly runs: readonly RunPage[];
  readonly comparison?: ComparisonPage;
  readonly sweep?: { readonly data: Sweep; readonly table: Table; readonly provenance: ProvenancePage };
}
