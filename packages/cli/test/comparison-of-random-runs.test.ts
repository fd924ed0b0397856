import {
  type Choice,
  type Experiment,
  isAstraError,
  type LabelledResult,
  type Result,
  simulate,
} from "@astra-ts/core";
import { comparisonSentences, differences } from "@astra-ts/report";
import { describe, expect, it } from "vitest";
import { type ComparedRun, measureCauses } from "../src/commands/compare-causes.js";
import type { ResolvedExperiment } from "../src/commands/experiment-options.js";
import { networkLadder } from "../src/compare/network-ladder.js";
import { buildExperiment } from "../src/experiment/build.js";
import { type Override, withOverride } from "../src/experiment/set-override.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const registry = createDefaultRegistry();
/** Of four runs each. */
const comparisons = 75;

/** Numbers that are the same in every run of the test. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface RandomComparison {
  readonly document: unknown;
  readonly networks: readonly Choice[];
  readonly changes: readonly Override[];
}

function randomComparison(seed: number): RandomComparison {
  const below = numbersFrom(seed * 7919 + 23);
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const dimension = () => ({
    shape: pick(["ring", "switch", "fully-connected"]),
    npus: pick([2, 4]),
    bandwidth: pick([10, 50]),
    latency: pick([100, 2000]),
  });
  const collective = pick(["all-reduce", "all-gather", "all-to-all", "reduce-scatter"]);
  const coarse = pick<Choice>([
    { name: "analytical" },
    { name: "analytical", options: { rules: "astra-sim-2" } },
  ]);
  const middle = pick<Choice>([
    { name: "analytical-congestion" },
    { name: "flow", options: { efficiency: 0.9 } },
  ]);
  const fine: Choice = {
    name: "packet",
    options: { packetBytes: pick([256, 4096]), buffersPerVc: pick([64, 1024]) },
  };
  return {
    document: {
      topology: [dimension(), ...(below(2) === 0 ? [] : [dimension()])],
      workload: { collective, size: pick([4096, 65_536]) },
    },
    networks: seed % 4 === 0 ? [coarse, fine] : [coarse, middle],
    changes: [
      { path: ["topology", "0", "latency"], value: 700 },
      { path: ["system", "preferredDatasetSplits"], value: pick([1, 2, 4]) },
    ],
  };
}

function built(raw: unknown, { name, options }: Choice): Experiment {
  const loaded = { file: "random.yaml", raw, locate: (error: never) => error };
  const { experiment } = buildExperiment(
    loaded as unknown as Parameters<typeof buildExperiment>[0],
    registry,
  );
  return { ...experiment, network: { name, options } };
}

function resolved(raw: unknown): ResolvedExperiment {
  return {
    registry,
    raw,
    memoryBudget: undefined,
    choices: [],
    variants: {},
    build: (network) => ({
      experiment: built(raw, network),
      warnings: [],
      writesCsv: true,
      locate: (error) => error,
    }),
  };
}

/** Each variant on each network. */
function runsOf({ document, networks, changes }: RandomComparison): ComparedRun[] {
  const changed = (some: readonly Override[]): unknown =>
    some.reduce((own, change) => withOverride(own, change), document);
  return ["base", "other"].flatMap((variant) => {
    const own = variant === "base" ? [] : changes;
    const form = resolved(changed(own));
    return networks.map((choice) => ({
      label: `${variant}, ${choice.name}`,
      variant,
      network: choice.name,
      resolved: form,
      choice,
      changes: own,
      with: async (some: readonly Override[]) => resolved(changed(some)),
    }));
  });
}

describe(`${comparisons} comparisons of 300 random runs`, () => {
  it("have causes that add up to every difference, each of them what its own runs show", {
    timeout: 120_000,
  }, async () => {
    const bases = new Set<string>();
    for (let seed = 1; seed <= comparisons; seed++) {
      const random = randomComparison(seed);
      const compared = runsOf(random);
      const results: LabelledResult[] = [];
      for (const { label, variant, network, resolved: form, choice } of compared)
        results.push({
          label,
          variant,
          network,
          result: await simulate(form.build(choice).experiment, registry),
        });
      const measured = await measureCauses(compared, results, { wanted: true, quiet: true });
      expect(measured).toHaveLength(4);
      for (const told of [differences(results, measured), differences(results)]) {
        for (const { label, from, time, causes } of told) {
          const sum = causes.reduce((all, cause) => all + cause.time, 0);
          expect(Math.abs(sum - time), `${seed}: ${label} from ${from}`).toBeLessThanOrEqual(
            Math.abs(time) * 0.001,
          );
        }
      }
      for (const { causes } of measured) for (const { basis } of causes) bases.add(basis);
      await checkRungs(
        random,
        measured.find(({ label }) => label === results[1]!.label)!.causes,
        results[0]!.result,
      );
      for (const sentence of comparisonSentences({
        results,
        reference: random.networks[1]!.name,
        differences: measured,
      }))
        expect(sentence).not.toMatch(/at most|up to [\d.]+ [num]?s\b/);
    }
    expect([...bases].sort()).toEqual(["re-run", "remainder"]);
  });
});

/** The causes of a difference between networks are the steps between simulations made here. */
async function checkRungs(
  { document, networks: [from, to] }: RandomComparison,
  causes: readonly { readonly cause: string; readonly time: number }[],
  first: Result,
): Promise<void> {
  let before = first.time.total;
  for (const { network, cause } of networkLadder(from!, to!, registry)) {
    let total: number;
    try {
      total = (await simulate(built(document, network), registry)).time.total;
    } catch (error) {
      if (isAstraError(error)) return;
      throw error;
    }
    expect(causes.find((own) => own.cause === cause)?.time).toBeCloseTo(total - before, 6);
    before = total;
  }
}
