import { createTopology, isAstraError } from "@astra-ts/core";
import { checkDocument } from "@astra-ts/core/document";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { generatedWorkload } from "./generated-workload.js";

const registry = createDefaultRegistry();
const machine = (npus: number) => createTopology([{ shape: "switch", npus, bandwidth: 100, latency: 500 }]);

function generated(fields: object, npus: number) {
  const warnings: string[] = [];
  const topology = [{ shape: "switch", npus, bandwidth: 100, latency: 500 }];
  const { document } = checkDocument({ topology, workload: { model: "gpt3-125m", ...fields } });
  const form = document?.workload as Parameters<typeof generatedWorkload>[0];
  const { workload } = generatedWorkload(form, {
    registry,
    topology: machine(npus),
    warn: (told) => warnings.push(told),
  });
  return { workload, warnings };
}

/** The field and the problem that a form is refused with. */
function refusal(fields: object, npus: number): string {
  try {
    generated(fields, npus);
  } catch (error) {
    if (isAstraError(error)) return `${error.details.field}: ${error.details.problem}`;
    throw error;
  }
  return "accepted";
}

describe("a workload that is generated from a model's name", () => {
  it("has as many replicas as the machine holds", () => {
    expect(generated({ tensor: 2 }, 8).workload).toEqual(generated({ tensor: 2, data: 4 }, 8).workload);
    expect(generated({ tensor: 2 }, 8).workload.kind).toBe("layers");
  });

  it("is a graph of every rank where there are stages", () => {
    const { workload } = generated({ pipeline: 2, microbatches: 4, batch: 8 }, 4);
    expect(workload.kind === "graph" && workload.ranks.length).toBe(4);
  });

  it("says what does not fit the machine, by the experiment's own fields", () => {
    expect(refusal({ tensor: 3 }, 8)).toBe("workload.tensor: tensor x pipeline does not divide the machine");
    expect(refusal({ data: 3 }, 8)).toContain("workload.data: the workload is for another number of NPUs");
    expect(refusal({ model: "gpt9" }, 8)).toBe("workload.model: unknown model");
    expect(refusal({ accelerator: "b900" }, 8)).toBe("workload.accelerator: unknown accelerator");
    expect(refusal({ sizes: { hidden: 1000, keyValueHeads: 5 } }, 8)).toMatch(/^workload\.sizes\./);
    expect(refusal({ microbatches: 3, batch: 8 }, 8)).toMatch(/^workload\.microbatches:/);
  });

  it("takes longer on a slower accelerator", () => {
    const compute = (accelerator: string): number => {
      const { workload } = generated({ accelerator }, 8);
      return workload.kind === "layers"
        ? workload.layers.reduce((sum, { forward }) => sum + forward.compute, 0)
        : Number.NaN;
    };
    expect(compute("v100")).toBeGreaterThan(compute("h100"));
  });
});
