import type { TrafficResult } from "@astra-ts/net-packet";

const height = 12;
const widest = 64;

/** Mean packet latency over offered load, drawn with characters; latencies above six times the lowest are cut off. */
export function renderLoadChart(points: readonly TrafficResult[]): string {
  if (points.length < 2) return "";
  const lowest = Math.min(...points.map((point) => point.averagePacketLatency));
  const highest = Math.min(Math.max(...points.map((point) => point.averagePacketLatency)), 6 * lowest);
  const step = Math.max(2, Math.floor(widest / points.length));
  const rows = Array.from({ length: height }, () => new Array<string>(points.length * step).fill(" "));
  points.forEach(({ averagePacketLatency: latency }, index) => {
    const level = highest === lowest ? 0 : (Math.min(latency, highest) - lowest) / (highest - lowest);
    const row = Math.round((1 - level) * (height - 1));
    rows[row]![index * step] = latency > highest ? "^" : "*";
  });
  const label = (row: number) =>
    row === 0 ? highest.toFixed(0) : row === height - 1 ? lowest.toFixed(0) : "";
  const lines = rows.map((row, index) => `${label(index).padStart(8)} |${row.join("").trimEnd()}`);
  const axis = `${" ".repeat(8)} +${"-".repeat(points.length * step)}`;
  const first = String(points[0]!.injectionRate);
  const last = String(points[points.length - 1]!.injectionRate);
  const scale = `${" ".repeat(10)}${first}${last.padStart(Math.max(1, (points.length - 1) * step + 1 - first.length))}`;
  return ["latency (cycles) over offered load (packets per node and cycle)", ...lines, axis, scale].join(
    "\n",
  );
}
