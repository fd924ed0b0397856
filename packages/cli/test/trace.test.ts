import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTopology, type Experiment, type Result, type RunEvent, simulate } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { astraTs } from "./astra-ts.js";

const registry = createDefaultRegistry();
const pass = { compute: 100, communication: "all-reduce", bytes: 4096 } as const;
const none = { compute: 0, communication: null, bytes: 0 } as const;

function experimentOn(network: string, rings = [4]): Experiment {
  return {
    name: "observed",
    topology: createTopology(rings.map((npus) => ({ shape: "ring", npus, bandwidth: 50, latency: 100 }))),
    network: { name: network },
    workload: {
      kind: "layers",
      trainingLoop: "DATA",
      layers: [{ name: "a", forward: none, inputGradient: none, weightGradient: pass, updateTime: 1 }],
    },
  };
}

async function observed(experiment: Experiment): Promise<{ result: Result; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  const result = await simulate(experiment, registry, { observer: (event) => events.push(event) });
  return { result, events };
}

const of = (events: readonly RunEvent[], kind: RunEvent["kind"]) =>
  events.filter((event) => event.kind === kind);

describe.each(["analytical", "analytical-congestion", "flow", "packet"])(
  "a run on %s that is observed",
  (network) => {
    it("has the result of one that is not", async () => {
      const { result } = await observed(experimentOn(network));
      const plain = await simulate(experimentOn(network), registry);
      const simulation = { events: 0, wallSeconds: 0 };
      expect({ ...result, simulation }).toEqual({ ...plain, simulation });
    });

    it("tells each message three times, each phase twice and each span of the timeline once, in order of time", async () => {
      const { result, events } = await observed(experimentOn(network));
      const sent = of(events, "message-sent");
      expect(sent).toHaveLength(result.networkReport.messages);
      expect(of(events, "message-delivered")).toHaveLength(sent.length);
      expect(of(events, "message-matched")).toHaveLength(sent.length);
      const bytes = sent.reduce((sum, event) => sum + ("bytes" in event ? event.bytes : 0), 0);
      expect(bytes).toBe(result.networkReport.bytes);
      const started = of(events, "phase-started");
      expect(started.length).toBeGreaterThan(0);
      expect(of(events, "phase-ended")).toHaveLength(started.length);
      expect(of(events, "packet-ejected")).toHaveLength(of(events, "packet-injected").length);
      expect(of(events, "packet-injected").length > 0).toBe(network === "packet");
      const { spans } = result.timeline;
      expect(spans.length).toBeGreaterThan(0);
      expect(
        of(events, "work-timed").map((event) => {
          if (event.kind !== "work-timed") throw new Error(event.kind);
          const { rank, activity: kind, name, start, end } = event;
          return { rank, kind, name, start, end };
        }),
      ).toEqual(spans);
      events.reduce((time, event) => {
        expect(event.time).toBeGreaterThanOrEqual(time - 1e-6);
        return event.time;
      }, 0);
    });
  },
);

describe("an observer", () => {
  it("sees every rank of a machine on which one would stand for all", async () => {
    // Short rings: few messages for so many ranks.
    const { result, events } = await observed(experimentOn("analytical", [8, 16, 16]));
    expect(result.simulation.ranks).toBe(2048);
    expect(new Set(of(events, "phase-started").map(({ rank }) => rank)).size).toBe(2048);
  });
});

describe("--trace", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "astra-ts-trace-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...flags: string[]) =>
    astraTs("run", "examples/exercise-1/experiment.yaml", "--quiet", ...flags);
  const linesOf = (file: string): RunEvent[] =>
    readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));

  it("writes events, all or those of some ranks and kinds", () => {
    const file = join(folder, "events.jsonl");
    expect(run("--trace", file).status).toBe(0);
    const all = linesOf(file);
    const some = ["--trace-ranks", "1,2", "--trace-kinds", "phase-started,message-sent"];
    expect(run("--trace", file, ...some).status).toBe(0);
    const wanted = all.filter(
      ({ rank, kind }) => [1, 2].includes(rank) && ["phase-started", "message-sent"].includes(kind),
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(linesOf(file)).toEqual(wanted);
  });

  it("refuses a kind that there is not, and a filter of nothing", () => {
    const misspelt = run("--trace", join(folder, "none.jsonl"), "--trace-kinds", "message-send");
    expect(misspelt).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean "message-sent"'),
    });
    expect(run("--trace-ranks", "1")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--trace"),
    });
  });
});
