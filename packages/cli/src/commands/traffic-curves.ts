import process from "node:process";
import type { Cell, Sweep } from "@astra-ts/core";
import { type LoadSweep, loadSweepSteps, type SweepOptions, type TrafficResult } from "@astra-ts/net-packet";
import { column } from "@astra-ts/report";
import { statusLine } from "../terminal/status-line.js";

/** One network under one pattern of traffic. */
export interface TrafficSetting {
  readonly topology: string;
  readonly pattern: string;
  readonly vcsPerVnet: number;
}

/** The curve of a setting; without its saturation where it was interrupted. */
export interface LoadCurve extends TrafficSetting {
  readonly points: readonly TrafficResult[];
  readonly saturation?: Omit<LoadSweep, "points">;
}

/** Every combination, in the order in which the flags name the values. */
export function trafficSettings(
  topologies: readonly string[],
  patterns: readonly string[],
  channels: readonly number[],
): TrafficSetting[] {
  return topologies.flatMap((topology) =>
    patterns.flatMap((pattern) => channels.map((vcsPerVnet) => ({ topology, pattern, vcsPerVnet }))),
  );
}

/** Draws the curves one by one. Ctrl-C ends the work after the point under way, and leaves what there is: `complete` then is false. */
export async function loadCurves(
  settings: readonly TrafficSetting[],
  options: SweepOptions,
  quiet: boolean,
): Promise<{ readonly curves: readonly LoadCurve[]; readonly complete: boolean }> {
  const curves: LoadCurve[] = [];
  const line = statusLine(quiet);
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    for (const setting of settings) {
      const { topology, pattern, vcsPerVnet } = setting;
      const points: TrafficResult[] = [];
      const steps = loadSweepSteps({ ...options, topology, synthetic: pattern, vcsPerVnet });
      for (;;) {
        const { done, value } = steps.next();
        if (done === true) {
          const { points: all, ...saturation } = value;
          curves.push({ ...setting, points: all, saturation });
          break;
        }
        points.push(value);
        line.show(
          curveText(setting, value, curves.length, settings.length, options.rates?.length, points.length),
        );
        await new Promise(setImmediate);
        if (isInterrupted) return { curves: [...curves, { ...setting, points }], complete: false };
      }
    }
    return { curves, complete: true };
  } finally {
    process.off("SIGINT", interrupt);
    line.clear();
  }
}

/** `38 %, curve 2 of 4 (Torus, transpose, 4 VCs): 0.32 packets per node and cycle`; per cent where the number of points is known. */
export function curveText(
  { topology, pattern, vcsPerVnet }: TrafficSetting,
  { injectionRate }: TrafficResult,
  curvesDone: number,
  curves: number,
  pointsOfCurve: number | undefined,
  pointsDone: number,
): string {
  const share = pointsOfCurve === undefined ? injectionRate : pointsDone / pointsOfCurve;
  const percent = Math.floor((100 * (curvesDone + share)) / curves);
  const prefix = pointsOfCurve === undefined ? "at least " : "";
  return `${prefix}${percent} %, curve ${curvesDone + 1} of ${curves} (${topology}, ${pattern}, ${vcsPerVnet} VCs): ${injectionRate} packets per node and cycle`;
}

/** The curves as rows for a page, CSV and JSON: a row per point. */
export function sweepOfCurves(nodes: number, curves: readonly LoadCurve[]): Sweep {
  return {
    name: `Load of a network of ${nodes} nodes`,
    parameters: [
      column("injection_rate", "Offered, packets per node and cycle", "count"),
      column("topology", "Network", "text"),
      column("pattern", "Pattern", "text"),
      column("vcs_per_vnet", "Virtual channels", "count"),
    ],
    measures: [
      column("latency_cycles", "Mean packet latency, cycles", "count"),
      column("latency_p99_cycles", "99th percentile of packet latency, cycles", "count"),
      column("accepted_flits", "Accepted, flits per node and cycle", "count"),
      column("hops", "Mean hops", "count"),
      column("saturation_rate", "Saturates at, packets per node and cycle", "count"),
      column("zero_load_latency_cycles", "Latency near no load, cycles", "count"),
    ],
    rows: curves.flatMap(({ topology, pattern, vcsPerVnet, points, saturation }) =>
      points.map(
        (point): Record<string, Cell> => ({
          injection_rate: point.injectionRate,
          topology,
          pattern,
          vcs_per_vnet: vcsPerVnet,
          // Beyond saturation latency says how long the run was, and nothing of the network.
          latency_cycles: point.drained ? point.averagePacketLatency : null,
          latency_p99_cycles: point.drained ? point.packetLatency.p99 : null,
          accepted_flits: point.acceptedFlits,
          hops: point.averageHops,
          saturation_rate: saturation?.saturationRate ?? null,
          zero_load_latency_cycles: saturation?.zeroLoadLatency ?? null,
        }),
      ),
    ),
  };
}
