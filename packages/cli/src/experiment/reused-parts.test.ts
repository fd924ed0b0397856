import { simulate } from "@astra-ts/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { changed } from "../sweep/points.js";
import { buildExperiment } from "./build.js";
import { loadExperiment } from "./load.js";
import { ReusedParts, reused } from "./reused-parts.js";

const root = new URL("../../../../", import.meta.url).pathname;
const registry = createDefaultRegistry();

describe("parts that points share", () => {
  let reuse: ReusedParts;
  beforeAll(() => {
    reuse = new ReusedParts();
  });

  const build = (file: string, changes: Record<string, unknown>, parts?: ReusedParts) => {
    const overrides = Object.entries(changes).map(([path, value]) => ({ path: path.split("."), value }));
    const loaded = loadExperiment(`${root}${file}`, overrides);
    return buildExperiment({ ...loaded, raw: changed(loaded.raw, []) }, registry, undefined, parts);
  };

  it("are built once, and anew where something in them differs", () => {
    const file = "examples/exercise-1/experiment.yaml";
    const first = build(file, { seed: 1 }, reuse).experiment;
    const second = build(file, { seed: 2 }, reuse).experiment;
    expect(second.topology).toBe(first.topology);
    expect(second.workload).toBe(first.workload);
    expect(second.seed).toBe(2);
    const wider = build(file, { "topology.0.npus": 16 }, reuse).experiment;
    expect(wider.topology.npus).toBe(16);
    expect(build(file, { "workload.passes": 2 }, reuse).experiment.workloadOptions).toMatchObject({
      passes: 2,
    });
  });

  it.each([
    ["examples/exercise-1/experiment.yaml", "packet"],
    ["examples/exercise-1/experiment.yaml", "flow"],
    ["examples/pytorch-trace/experiment.yaml", "analytical"],
    ["examples/llama-traces/experiment.yaml", "analytical-congestion"],
  ])("%s on %s gives the same when it is run again of them", async (file, network) => {
    const result = async (parts?: ReusedParts) => {
      const { experiment } = build(file, { network }, parts);
      return { ...(await simulate(experiment, registry)), simulation: undefined };
    };
    const alone = await result();
    for (let time = 0; time < 2; time++) expect(await result(reuse)).toEqual(alone);
  });

  it("warn every time, and give way to later ones", () => {
    const told: string[] = [];
    let built = 0;
    const part = (npus: number) =>
      reused(
        reuse.machines,
        ["warned", npus],
        (message) => told.push(message),
        (warn) => {
          built++;
          warn(`built ${npus}`);
          return { topology: { npus } } as never;
        },
      );
    part(10);
    part(10);
    expect([built, told]).toEqual([1, ["built 10", "built 10"]]);
    part(2 ** 20);
    part(2 ** 20);
    expect(built).toBe(2);
    part(10);
    expect(built).toBe(3);
  });
});
