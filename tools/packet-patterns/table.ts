import type { Arbitration } from "@astra-ts/net-packet";
import { measure } from "./measure.ts";
import { type Pattern, patterns } from "./patterns.ts";

/** Bandwidths of the links, bytes/ns, and their latencies, ns. */
export const bandwidths = [12.5, 50, 400];
export const latencies = [100, 1000, 10_000, 50_000];
const arbitrations: readonly Arbitration[] = ["fair", "age", "round-robin"];
const [begin, end] = ["<!-- packet patterns: begin -->\n", "<!-- packet patterns: end -->"];

/** The ratios of a pattern: a cell for each latency, in it one for each bandwidth. */
export async function rowOf(pattern: Pattern): Promise<string> {
  const cells: string[] = [];
  for (const latency of latencies) {
    const ratios: string[] = [];
    for (const bandwidth of bandwidths)
      ratios.push(shown((await measure(pattern, { bandwidth, latency })).ratio));
    cells.push(ratios.join(" / "));
  }
  return `| ${[pattern.name, ...cells].join(" | ")} |`;
}

/** A ratio as the tables show it. */
export function shown(ratio: number): string {
  return ratio.toFixed(3);
}

/** Both tables: of all patterns, and of the rules of arbitration. */
export async function tables(progress: (row: string) => void): Promise<string> {
  const rows = [
    `| pattern | ${latencies.map((latency) => (latency < 1000 ? `${latency} ns` : `${latency / 1000} us`)).join(" | ")} |`,
    `| --- |${" --- |".repeat(latencies.length)}`,
  ];
  for (const pattern of patterns) {
    rows.push(await rowOf(pattern));
    progress(rows.at(-1)!);
  }
  rows.push(
    "",
    "The same at 50 GB/s and 100 ns by rule of arbitration, where it matters:",
    "",
    `| pattern | ${arbitrations.join(" | ")} | vcPackets: one |`,
    `| --- |${" --- |".repeat(arbitrations.length + 1)}`,
  );
  for (const pattern of patterns.filter(({ name }) => /all-to-all, (ring|torus)/.test(name))) {
    const cells: string[] = [];
    for (const options of [...arbitrations.map((arbitration) => ({ arbitration })), { vcPackets: "one" }])
      cells.push(shown((await measure(pattern, { bandwidth: 50, latency: 100 }, options)).ratio));
    rows.push(`| ${[pattern.name, ...cells].join(" | ")} |`);
    progress(rows.at(-1)!);
  }
  return rows.map((row) => `${row}\n`).join("");
}

/** A page with other tables between its marks. */
export function withTables(page: string, text: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error("the page has no marks for the tables");
  return `${page.slice(0, from + begin.length)}${text}${page.slice(to)}`;
}
