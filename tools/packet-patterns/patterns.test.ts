import { readFileSync } from "node:fs";
import { createTopology } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measure } from "./measure.ts";
import { type Pattern, patterns } from "./patterns.ts";
import { bandwidths, latencies } from "./table.ts";

const page = readFileSync(new URL("../../docs/packet-network.md", import.meta.url), "utf8");
const cellsOf = (name: string): string[][] => {
  const row = page.split("\n").find((line) => line.startsWith(`| ${name} |`)) ?? expect.fail(name);
  return row
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.split("/").map((ratio) => ratio.trim()));
};

describe("large messages in the packet network", () => {
  // One place of each row: the whole table is made by `npm run docs:packet-patterns`.
  const places = patterns.map((pattern, index) => ({
    pattern,
    name: pattern.name,
    bandwidth: index % bandwidths.length,
    latency: index % 2,
  }));

  it.each(places)("take what links and fluid allow: $name", async ({ pattern, bandwidth, latency }) => {
    const wires = { bandwidth: bandwidths[bandwidth]!, latency: latencies[latency]! };
    const { ratio, warnings } = await measure(pattern, wires);
    expect(ratio).toBeLessThan(1.1);
    expect(warnings.filter((text) => text.includes("buffer"))).toEqual([]);
    expect(Math.abs(Number(cellsOf(pattern.name)[latency]![bandwidth]) - ratio)).toBeLessThan(0.02);
  });

  it("stay within a tenth in the whole table", () => {
    for (const { name } of patterns) {
      const ratios = cellsOf(name).flat().map(Number);
      expect(ratios).toHaveLength(bandwidths.length * latencies.length);
      expect(Math.max(...ratios)).toBeLessThan(1.1);
    }
  });

  it("alone on their way take the fluid's time, whatever the links", async () => {
    const link = fc.record({
      bandwidth: fc.double({ min: 1, max: 900, noNaN: true }),
      latency: fc.integer({ min: 0, max: 50_000 }),
    });
    await fc.assert(
      fc.asyncProperty(link, link, fc.integer({ min: 0, max: 7 }), async (inner, outer, destination) => {
        fc.pre(destination !== 0);
        const pattern: Pattern = {
          name: "one flow",
          topology: () =>
            createTopology([
              { shape: "ring", npus: 4, ...inner },
              { shape: "switch", npus: 2, ...outer },
            ]),
          traffic: (bytes) => ({
            workload: {
              kind: "graph",
              ranks: Array.from({ length: 8 }, (_, rank) =>
                rank === 0
                  ? [{ id: 0, kind: "send", to: destination, tag: 0, bytes, after: [] }]
                  : rank === destination
                    ? [{ id: 0, kind: "receive", from: 0, tag: 0, bytes, after: [] }]
                    : [],
              ),
            },
            system: { name: "astra", options: { endpointDelay: 0 } },
          }),
        };
        const narrow = Math.min(inner.bandwidth, outer.bandwidth);
        const { ratio } = await measure(pattern, { bandwidth: narrow, latency: 1000 }, { cycleTime: 1 });
        expect(ratio).toBeLessThan(1.1);
        expect(ratio).toBeGreaterThan(0.99);
      }),
      { numRuns: 40 },
    );
  });
});
