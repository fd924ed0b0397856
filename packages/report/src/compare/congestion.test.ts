import type { LinkReport, Result } from "@astra-ts/core";
import { expect, it } from "vitest";
import { congestionSentences } from "./congestion.js";

const link = (from: string, to: string, maxQueue: number): LinkReport => {
  return { from, to, dimension: 0, bytes: 1, messages: 1, busyTime: 1, queueingTime: 1, maxQueue };
};

function run(links: LinkReport[], queueing: number, counters: Record<string, number> = {}) {
  const networkReport = {
    messages: 1,
    bytes: 1,
    dimensions: [],
    links,
    attribution: { queueing, propagation: 5, serialization: 5 },
    counters,
  };
  return { label: "queues", result: { networkReport } as Pick<Result, "networkReport"> as Result };
}

it("says where messages wait for each other, and nothing where they do not", () => {
  const links = [link("npu 0", "switch 0", 62), link("npu 1", "switch 0", 62), link("switch 0", "npu 0", 1)];
  expect(congestionSentences([run(links, 90)])).toEqual([
    "queues: 63 simultaneous sends share one port (npu 0 -> switch 0, and 1 more like it); messages spend 90.0 % of their time waiting.",
  ]);
  expect(congestionSentences([run([link("npu 0", "npu 1", 3)], 10)])).toEqual([
    "queues: 4 messages share one link (npu 0 -> npu 1); messages spend 50.0 % of their time waiting.",
  ]);
  expect(congestionSentences([run(links, 90, { packets: 1 })])[0]).toContain("63 packets share one port");
  expect(congestionSentences([run(links, 0)])).toEqual([]);
  expect(congestionSentences([run([], 90)])).toEqual([]);
});
