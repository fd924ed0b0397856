import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CauseRecorder, type Experiment, simulate } from "@astra-ts/core";
import { explain, explanationText, type Remedy } from "@astra-ts/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reRunSuggestions } from "../src/advice/re-run.js";
import { buildExperiment } from "../src/experiment/build.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { astraTs } from "./astra-ts.js";

const registry = createDefaultRegistry();

/** A random experiment as a document, and the same with a remedy written into it by hand. */
interface Case {
  readonly document: Record<string, unknown>;
  with(remedy: Remedy): Record<string, unknown>;
}

interface Dimension {
  shape: string;
  npus: number;
  bandwidth: number;
  latency: number;
}

/** Numbers that are the same in every run of the test. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomCase(seed: number): Case {
  const below = numbersFrom(seed * 7919 + 17);
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const dimensions = Array.from({ length: 1 + below(2) }, (): Dimension => {
    return {
      shape: pick(["ring", "switch", "fully-connected"]),
      npus: pick([2, 4]),
      bandwidth: pick([10, 50, 200]),
      latency: pick([0, 100, 2000]),
    };
  });
  const isDamaged = below(4) === 0 && dimensions[0]!.shape === "switch";
  const overrides = isDamaged ? [{ from: 0, to: "switch 0", bandwidth: 1 }] : [];
  const kind = pick(["all-reduce", "all-gather", "all-to-all", "reduce-scatter"]);
  const size = pick([1024, 65_536, 1_048_576]);
  const pass = () => ({ compute: below(3) * 20_000, communication: pick([kind, null]), size });
  const layers = [0, 1].map((layer) => {
    const [forward, inputGradient, weightGradient] = [pass(), pass(), pass()];
    const filled = (own: ReturnType<typeof pass>) => (own.communication === null ? { ...own, size: 0 } : own);
    return {
      name: `layer ${layer}`,
      forward: filled(forward),
      inputGradient: filled(inputGradient),
      weightGradient: filled(weightGradient),
    };
  });
  const workload =
    below(3) === 0 ? { collective: kind, size } : { trainingLoop: pick(["DATA", "MODEL"]), layers };
  const network = pick(["analytical", "analytical-congestion", "flow", "flow"]);
  const system = { preferredDatasetSplits: pick([1, 4]) };
  const timeline = pick([{}, { spans: 3 }]);
  const write = (own: readonly Dimension[], damage: readonly object[], more: object = {}) => ({
    topology: { dimensions: own, ...(damage.length === 0 ? {} : { overrides: damage }) },
    workload: { ...workload, ...more },
    network,
    system,
    timeline,
  });
  return {
    document: write(dimensions, overrides),
    with(remedy) {
      switch (remedy.kind) {
        case "bandwidth": {
          const scaled = dimensions.map((own, index) =>
            index === remedy.dimension ? { ...own, bandwidth: own.bandwidth * remedy.factor } : own,
          );
          const links = overrides.map((own) => ({
            ...own,
            bandwidth: own.bandwidth * (remedy.dimension === 0 ? remedy.factor : 1),
          }));
          return write(scaled, links);
        }
        case "latency":
          return write(
            dimensions.map((own) => ({ ...own, latency: own.latency * remedy.factor })),
            overrides,
          );
        case "compute":
          return write(dimensions, overrides, { computeScale: remedy.factor });
        case "mend":
          return write(dimensions, []);
      }
    },
  };
}

function built(raw: Record<string, unknown>): Experiment {
  const loaded = { file: "random.yaml", raw, locate: (error: never) => error };
  return buildExperiment(loaded as unknown as Parameters<typeof buildExperiment>[0], registry).experiment;
}

describe("explanations of 300 random runs", () => {
  it("have parts that add up, re-runs that are the simulation itself, and no estimate called a bound", {
    timeout: 120_000,
  }, async () => {
    const reRun = new Set<Remedy["kind"]>();
    for (let seed = 1; seed <= 300; seed++) {
      const own = randomCase(seed);
      const experiment = built(own.document);
      const result = await simulate(experiment, registry, { causes: new CauseRecorder() });
      const { total } = result.time;
      const { criticalPath } = result;
      for (const [index, step] of criticalPath!.steps.entries())
        expect(step.start, `step ${index} of ${seed}`).toBe(criticalPath!.steps[index - 1]?.end ?? 0);
      expect(Math.trunc(criticalPath!.steps.at(-1)?.end ?? 0), `end of ${seed}`).toBe(Math.trunc(total));
      const explanation = explain(result);
      const sum = explanation.parts.reduce((time, part) => time + part.time, 0);
      expect(Math.abs(sum - total), `parts of ${seed}`).toBeLessThanOrEqual(total * 0.001);
      const { compute, dimensions, exposed, other } = explanation.shares;
      const path = dimensions.reduce((time, part) => time + part, compute + exposed + other);
      expect(Math.abs(path - total), `path of ${seed}`).toBeLessThanOrEqual(total * 0.001);

      const again = { experiment, registry, memoryBudget: undefined };
      const suggestions = await reRunSuggestions(explanation.suggestions, result, again, true);
      for (const { remedy, basis, saving } of suggestions) {
        if (basis === "estimate") continue;
        reRun.add(remedy!.kind);
        const after = (await simulate(built(own.with(remedy!)), registry)).time.total;
        expect(saving, `${seed}: ${JSON.stringify(remedy)}`).toBeCloseTo(total - after, 3);
      }
      for (const text of [explanation, { ...explanation, suggestions }].map(explanationText)) {
        expect(text).not.toMatch(/saves up to|\(at most/);
        const estimates = text.split("\n").filter((line) => line.includes("saves some"));
        for (const line of estimates) expect(line).toContain("by an estimate");
      }
    }
    expect([...reRun].sort()).toEqual(["bandwidth", "compute", "latency", "mend"]);
  });
});

describe("astra-ts explain", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "astra-ts-advice-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("names a degraded link as the thing to mend, and says what that gives", () => {
    const file = join(folder, "degraded.yaml");
    writeFileSync(
      file,
      `topology:
  dimensions: [{ shape: switch, npus: 8, bandwidth: 50GB/s, latency: 500ns }]
  overrides: [{ from: 0, to: switch 0, bandwidth: 5GB/s }]
workload: { collective: all-reduce, size: 64MiB }
network: flow
`,
    );
    const { stdout } = astraTs("explain", file, "--quiet");
    expect(stdout).toContain("Links to mend: npu 0 to switch 0 has 5 GB/s in place of 50 GB/s");
    expect(stdout).toMatch(
      /mending the link from npu 0 to switch 0: saves [\d.]+ ms; simulated again, the run takes 2\.363 ms/,
    );
    const saved = join(folder, "degraded.json");
    astraTs("run", file, "--quiet", "--out", saved);
    const again = astraTs("explain", saved, "--quiet").stdout;
    expect(again.split("\n").slice(1, 3)).toEqual(stdout.split("\n").slice(1, 3));
    expect(again).toContain("Links to mend: npu 0 to switch 0");
    expect(again).not.toContain("simulated again");
    const estimates = astraTs("explain", file, "--quiet", "--no-re-run").stdout;
    expect(estimates).toMatch(/mending the link from npu 0 to switch 0: saves some .*, by an estimate/);
    expect(estimates).not.toContain("simulated again");
  });

  it("calls a pipeline's bubble by its name, and follows its path from NPU to NPU", () => {
    const { stdout } = astraTs("explain", "examples/pipeline/experiment.yaml", "--quiet", "--no-re-run");
    expect(stdout).toMatch(
      /the pipeline's bubble \(messages that other NPUs have not sent yet\) [\d.]+ ms \(38\.0 %\)/,
    );
    expect(stdout).toMatch(/Followed node by node, the end waited for 95\.0 % computing/);
    expect(stdout).toMatch(/The way goes through the ranks 0, 2, 4, 6/);
    expect(stdout).not.toContain("stands still for communication");
  });

  it("follows the whole way where spans found no room, and does not contradict itself", () => {
    const file = join(folder, "layers.yaml");
    writeFileSync(
      file,
      `topology: [{ shape: ring, npus: 8, bandwidth: 50GB/s, latency: 500ns }]
timeline: { spans: 10 }
workload:
  trainingLoop: DATA
  passes: 3
  layers:
    - { name: a, forward: { compute: 20us }, weightGradient: { compute: 30us, communication: all-reduce, size: 4MiB } }
    - { name: b, forward: { compute: 10us }, weightGradient: { compute: 40us, communication: all-reduce, size: 1MiB } }
`,
    );
    const { stdout } = astraTs("explain", file, "--quiet", "--no-re-run");
    const [, computes] = /^NPU \d+ computes for \S+ us \(([\d.]+) %\)/m.exec(stdout) ?? [];
    expect(stdout).toContain(`The critical path is ${computes} % computing`);
    const percents = [...(/^NPU \d+ computes.*$/m.exec(stdout)?.[0] ?? "").matchAll(/\(([\d.]+) %\)/g)];
    expect(percents.reduce((sum, [, percent]) => sum + Number(percent), 0)).toBeCloseTo(100, 6);
  });
});
