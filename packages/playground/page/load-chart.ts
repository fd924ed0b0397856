import type { TrafficResult } from "@astra-ts/net-packet";
import { axisX, axisY, crosshair, dot, gridY, line, plot, ruleX, text } from "@observablehq/plot";

/** A curve of the chart: one run of the form. */
export interface Curve {
  readonly name: string;
  readonly points: TrafficResult[];
  saturation: number | null;
}

const colors = [
  "var(--series-1)",
  "var(--series-2)",
  "var(--series-3)",
  "var(--series-4)",
  "var(--series-5)",
];

/** Colour of a curve by its place. */
export function colorOf(index: number): string {
  return colors[index % colors.length]!;
}

/** Mean packet latency over injection rate, a line for each curve; the latencies of saturated networks leave the frame. */
export function drawLoad(place: HTMLElement, curves: readonly Curve[]): void {
  const shown = curves.filter(({ points }) => points.length > 0);
  const lowest = Math.min(...shown.map(({ points }) => points[0]!.averagePacketLatency));
  const top = Math.max(lowest * 5, 10);
  const rows = shown.flatMap((curve) =>
    curve.points.map(({ injectionRate, averagePacketLatency }) => ({
      curve: curve.name,
      color: colorOf(curves.indexOf(curve)),
      rate: injectionRate,
      latency: averagePacketLatency,
    })),
  );
  const inFrame = rows.filter(({ latency }) => latency <= top);
  const saturations = shown.flatMap((curve) =>
    curve.saturation === null ? [] : [{ rate: curve.saturation, color: colorOf(curves.indexOf(curve)) }],
  );
  place.replaceChildren(
    plot({
      width: Math.max(320, place.clientWidth),
      height: 340,
      marginLeft: 58,
      marginTop: 30,
      marginBottom: 42,
      style: "background: none; font: 12px system-ui, sans-serif; overflow: visible",
      ariaLabel: "Line chart: mean packet latency in cycles over packets injected per node and cycle",
      x: { domain: [0, Math.max(0.1, ...rows.map(({ rate }) => rate))] },
      y: { domain: [0, top] },
      marks: [
        gridY({ stroke: "var(--line)", strokeOpacity: 1 }),
        axisX({ label: "injected packets per node and cycle", labelAnchor: "center", labelOffset: 36 }),
        axisY({ label: "mean packet latency, cycles", labelAnchor: "center", labelOffset: 46 }),
        ruleX(saturations, { x: "rate", stroke: "color", strokeDasharray: "3 4" }),
        text(saturations, { x: "rate", y: top, text: () => "saturated", fill: "color", dy: -8 }),
        line(rows, { x: "rate", y: "latency", z: "curve", stroke: "color", strokeWidth: 2.2, clip: true }),
        dot(inFrame, { x: "rate", y: "latency", r: 3, fill: "color" }),
        crosshair(inFrame, { x: "rate", y: "latency", color: "color" }),
      ],
    }),
  );
}
