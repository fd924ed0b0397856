import { busyTime, type LayerResult, type LinkReport, type Result, refuseOtherSchema } from "@astra-ts/core";
import { hiddenCommunication } from "./layer-times.js";
import { column, type Table, tableCsv } from "./table.js";

const passes = ["forward", "inputGradient", "weightGradient"] as const;
const passKey = { forward: "forward", inputGradient: "input_gradient", weightGradient: "weight_gradient" };
const passLabel = { forward: "forward", inputGradient: "input gradient", weightGradient: "weight gradient" };

/** Times of each layer, summed and by pass. */
export function layerTable({ layers, seenFrom }: Result): Table {
  const times = ["compute", "exposedCommunication", "communication"] as const;
  const keys = { compute: "compute", exposedCommunication: "exposed", communication: "communication" };
  const sum = (layer: LayerResult, time: (typeof times)[number]): number =>
    passes.reduce((total, pass) => total + layer[time][pass], 0);
  return {
    name: "layers",
    title: `Times of each layer on NPU ${seenFrom}, summed over the passes`,
    columns: [
      column("layer", "Layer", "text"),
      column("compute_ns", "Compute", "ns"),
      column("exposed_ns", "Exposed communication", "ns"),
      column("hidden_ns", "Hidden communication", "ns"),
      column("communication_ns", "Communication in all", "ns"),
      column("collectives", "Collectives", "count"),
      ...times.flatMap((time) =>
        passes.map((pass) =>
          column(`${keys[time]}_${passKey[pass]}_ns`, `${label(keys[time])}, ${passLabel[pass]}`, "ns"),
        ),
      ),
    ],
    rows: layers.map((layer) => [
      layer.name,
      sum(layer, "compute"),
      sum(layer, "exposedCommunication"),
      hiddenCommunication(layer),
      sum(layer, "communication"),
      layer.collectives,
      ...times.flatMap((time) => passes.map((pass) => layer[time][pass])),
    ]),
  };
}

/** Queueing and network delay per phase of a layer's collectives, tidy. */
export function delayTable(layers: readonly LayerResult[]): Table {
  return {
    name: "delays",
    title: "Mean delays of each layer's collectives, by phase",
    columns: [
      column("layer", "Layer", "text"),
      column("delay", "Delay", "text"),
      column("phase", "Phase", "count"),
      column("mean_ns", "Mean", "ns"),
    ],
    rows: layers.flatMap((layer) => [
      ...layer.queueingDelay.map((delay, phase) => [layer.name, "queueing", phase, delay]),
      ...layer.networkDelay.map((delay, phase) => [layer.name, "network", phase, delay]),
    ]),
  };
}

/** What each logical dimension did, seen from one NPU, beside its network dimension. */
export function dimensionTable(result: Result): Table {
  return {
    name: "dimensions",
    title: "What each dimension did",
    columns: [
      column("dimension", "Dimension", "count"),
      column("shape", "Shape", "text"),
      column("npus", "NPUs", "count"),
      column("bandwidth_bytes_per_ns", "Bandwidth of a link", "B/ns"),
      column("latency_ns", "Latency of a link", "ns"),
      column("bytes_sent", `Sent by NPU ${result.seenFrom}`, "B"),
      column("busy_ns", "Time with a chunk at work", "ns"),
      column("busy_fraction", "Share of the run", "fraction"),
      column("chunk_latency_ns", "Mean time of a chunk in a phase", "ns"),
      column("link_utilization", "Mean link utilisation", "fraction"),
      column("link_queueing_ns", "Waiting for links, summed", "ns"),
    ],
    rows: result.systemReport.dimensions.map((dimension, index) => {
      const machine = result.topology?.[dimension.physical];
      const network = result.networkReport.dimensions.find((entry) => entry.dimension === dimension.physical);
      const busy = busyTime(dimension.activity, result.time.total);
      return [
        index,
        machine?.shape ?? null,
        dimension.npus,
        machine?.bandwidth ?? null,
        machine?.latency ?? null,
        dimension.bytesSent,
        busy,
        result.time.total > 0 ? busy / result.time.total : 0,
        dimension.averageChunkLatency,
        network?.utilization ?? null,
        network?.queueingTime ?? null,
      ];
    }),
  };
}

/** Bytes that the NPU sent that sent most. */
export function mostBytesSent({ bytesSent }: Result): number {
  return bytesSent.reduce((most, bytes) => Math.max(most, bytes), 0);
}

/** Links, one direction per row. */
export function linkTable(links: readonly LinkReport[], total: number): Table {
  return {
    name: "links",
    title: "What each link did, one row per direction",
    columns: [
      column("from", "From", "text"),
      column("to", "To", "text"),
      column("dimension", "Dimension", "count"),
      column("utilization", "Utilisation", "fraction"),
      column("busy_ns", "Busy", "ns"),
      column("bytes", "Carried", "B"),
      column("messages", "Messages", "count"),
      column("queueing_ns", "Waiting for it, summed", "ns"),
      column("max_queue", "Longest queue", "count"),
    ],
    rows: links.map((link) => [
      link.from,
      link.to,
      link.dimension,
      total > 0 ? link.busyTime / total : 0,
      link.busyTime,
      link.bytes,
      link.messages,
      link.queueingTime,
      link.maxQueue,
    ]),
  };
}

/** Summary of the message latency, and its histogram where the model keeps one. */
export function latencyTable(result: Result): Table | undefined {
  const { latency } = result.networkReport;
  if (latency === undefined) return undefined;
  const { histogram } = latency;
  return {
    name: "latency",
    title: "Message latency, from send to delivery",
    columns: [
      column("measure", "Measure", "text"),
      column("latency_ns", "Latency", "ns"),
      column("messages", "Messages", "count"),
    ],
    rows: [
      ["mean", latency.mean, latency.count],
      ["median", latency.p50, null],
      ["99th percentile", latency.p99, null],
      ["maximum", latency.max, null],
      ...(histogram?.upTo.map((upTo, index) => ["up to", upTo, histogram.counts[index]]) ?? []),
    ],
  };
}

/** A row per job of those that shared the machine; undefined where one had it to itself. */
export function jobTable({ jobs }: Result): Table | undefined {
  if (jobs === undefined) return undefined;
  return {
    name: "jobs",
    title: "Jobs that shared the machine",
    columns: [
      column("job", "Job", "text"),
      column("npus", "NPUs", "count"),
      column("start_ns", "Start", "ns"),
      column("finish_ns", "Finished", "ns"),
      column("time_ns", "Time", "ns"),
      column("compute_ns", "Computed by its last NPU", "ns"),
      column("alone_ns", "Time alone", "ns"),
      column("slowdown", "Time / time alone", "ratio"),
    ],
    rows: jobs.map(({ name, ranks, start, finish, time, compute, alone, slowdown }) => [
      name,
      ranks.length,
      start,
      finish,
      time,
      compute,
      alone ?? null,
      slowdown ?? null,
    ]),
  };
}

/** A row per NPU: when it finished, what it computed and sent. */
export function npuTable(result: Result): Table {
  return {
    name: "npus",
    title: "Each NPU",
    columns: [
      column("npu", "NPU", "count"),
      column("finish_ns", "Finished", "ns"),
      column("compute_ns", "Computed", "ns"),
      column("bytes_sent", "Sent", "B"),
    ],
    rows: result.npuFinish.map((finish, npu) => [
      npu,
      finish,
      result.npuCompute?.[npu] ?? null,
      result.bytesSent[npu] ?? null,
    ]),
  };
}

/** A row per span of the timeline. */
export function spanTable(result: Result): Table {
  return {
    name: "timeline",
    title:
      result.timeline.mergedSpans > 0
        ? "The longest of what the recorded NPUs did"
        : "What the recorded NPUs did when",
    columns: [
      column("npu", "NPU", "count"),
      column("kind", "Kind", "text"),
      column("name", "Name", "text"),
      column("start_ns", "Start", "ns"),
      column("end_ns", "End", "ns"),
    ],
    rows: result.timeline.spans.map(({ rank, kind, name, start, end }) => [rank, kind, name, start, end]),
  };
}

/** A row per bin in which a recorded NPU was busy with something, where the run had more spans than are listed. */
export function overviewTable({ timeline }: Result): Table | undefined {
  const { overview } = timeline;
  if (overview === undefined) return undefined;
  const { binWidth, names, lanes } = overview;
  return {
    name: "timeline-overview",
    title: "How busy the recorded NPUs were, bin by bin",
    columns: [
      column("npu", "NPU", "count"),
      column("kind", "Kind", "text"),
      column("start_ns", "Start", "ns"),
      column("end_ns", "End", "ns"),
      column("busy_fraction", "Busy", "fraction"),
      column("main", "Most of it", "text"),
    ],
    rows: lanes.flatMap(({ rank, kind, busy, main }) =>
      busy.flatMap((time, bin) =>
        time > 0
          ? [[rank, kind, bin * binWidth, (bin + 1) * binWidth, time / binWidth, names[main[bin]] ?? null]]
          : [],
      ),
    ),
  };
}

/** Every table of a result. */
export function resultTables(result: Result): Table[] {
  refuseOtherSchema(result, ["result"]);
  const { links } = result.networkReport;
  return [
    layerTable(result),
    delayTable(result.layers),
    dimensionTable(result),
    ...(links === undefined ? [] : [linkTable(links, result.time.total)]),
    latencyTable(result),
    jobTable(result),
    npuTable(result),
    spanTable(result),
    overviewTable(result),
  ].filter((table): table is Table => table !== undefined);
}

/** Every table of a result as CSV, by file name: `layers.csv`, `dimensions.csv`, … */
export function resultCsv(result: Result): Record<string, string> {
  return Object.fromEntries(resultTables(result).map((table) => [`${table.name}.csv`, tableCsv(table)]));
}

function label(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
