import { readFileSync } from "node:fs";
import type { CollectiveKind } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { readSystemText } from "../src/index.js";
import type { NetworkFile } from "./support/analytical-network.js";
import { type MessageEvent, Rig } from "./support/rig.js";

interface Recorded {
  readonly id: string;
  readonly network: NetworkFile;
  readonly system: string;
  readonly collective: CollectiveKind;
  readonly bytes: number;
  /** Cycles that the workload adds after the last collective. */
  readonly update: number;
  readonly flags?: Record<string, string | number>;
  readonly finish: number;
}

interface RecordedCollective extends Recorded {
  readonly messages: number;
  readonly bytesSent: number;
  /** MiB that NPU 0 sent, by dimension. */
  readonly payload: readonly number[];
  /** us, by dimension. */
  readonly chunkLatency: readonly (number | null)[];
  /** us: queueing delays of phases 0 to n, network delays of phases 1 to n, and more. */
  readonly delays?: readonly string[];
}

interface RecordedTrace extends Recorded {
  readonly events: readonly MessageEvent[];
}

function read<R>(name: string): R[] {
  const text = readFileSync(new URL(`../fixtures/${name}.jsonl`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as R);
}

/** ASTRA-sim's MICRO workload: one collective, as often as there are passes, all issued at time 0 by rank after rank. */
function runMicro({ network, system, collective, bytes, flags = {} }: Recorded): Rig {
  const { options } = readSystemText(system, "system.txt", {
    injectionScale: Number(flags["injection-scale"] ?? 1),
  });
  const rig = new Rig(network, {
    ...options,
    queuesPerDimension: Number(flags["num-queues-per-dim"] ?? 1),
    rendezvousProtocol: flags["rendezvous-protocol"] === "true",
  });
  const passes = Number(flags["num-passes"] ?? 1);
  for (let rank = 0; rank < rig.topology.npus; rank++) {
    for (let pass = 0; pass < passes; pass++) {
      rig.ends[pass] ??= [];
      const handle = rig.system.issue(rank, { kind: collective, bytes, priority: "policy" }, () => {
        rig.ends[pass][rank] = rig.simulator.now;
      });
      if (rank === 0) rig.handles.push(handle);
    }
  }
  return rig.run();
}

describe("collectives recorded from ASTRA-sim 1.0", () => {
  it.each(read<RecordedCollective>("astra-sim-1-collectives").map((record) => [record.id, record] as const))(
    "%s",
    (_, record) => {
      const rig = runMicro(record);
      const passes = rig.ends.length;
      for (const ends of rig.ends) expect(ends).toHaveLength(rig.topology.npus);
      const last = rig.ends.flat().reduce((a, b) => Math.max(a, b));
      expect(last).toBe(rig.finish);
      expect(Math.trunc(last) + record.update).toBe(record.finish);
      expect(rig.mailbox.messages).toBe(record.messages);
      expect(rig.mailbox.bytesSent.reduce((a, b) => a + b)).toBe(record.bytesSent);
      const { dimensions } = rig.system.report(0);
      expect(dimensions.map(({ bytesSent }) => bytesSent / 2 ** 20)).toEqual(
        record.payload.map((mebibytes) => expect.closeTo(mebibytes, 5)),
      );
      record.chunkLatency.slice(0, dimensions.length).forEach((latency, dimension) => {
        const { averageChunkLatency } = dimensions[dimension];
        if (latency === null) expect(averageChunkLatency).toBeNull();
        else expect((averageChunkLatency as number) / 1000).toBeCloseTo(latency, 5);
      });
      const mean = (delays: (k: number) => readonly number[], k: number): number =>
        rig.handles.reduce((sum, _, pass) => sum + delays(pass)[k], 0) / passes;
      const { queueingDelay, networkDelay } = rig.handles[0];
      const delays = [
        ...queueingDelay.map((_, k) => mean((pass) => rig.handles[pass].queueingDelay, k)),
        ...networkDelay.map((_, k) => mean((pass) => rig.handles[pass].networkDelay, k)),
      ];
      if (record.delays !== undefined)
        delays.forEach((delay, k) => {
          // Half a unit of the last digit printed, ties to either side.
          expect(Math.abs(delay / 1000 - Number(record.delays?.[k]))).toBeLessThan(0.501e-6);
        });
      expect(rig.system.pending()).toEqual([]);
    },
  );
});

describe("order of events recorded from ASTRA-sim 1.0", () => {
  it.each(read<RecordedTrace>("astra-sim-1-traces").map((record) => [record.id, record] as const))(
    "%s",
    (_, record) => {
      const rig = runMicro(record);
      expect(rig.events).toEqual(record.events);
      expect(rig.finish + record.update).toBe(record.finish);
    },
  );
});
