import { describe, expect, it } from "vitest";
import { findModel, fixed, type GenerateRequest, generateWorkload, overrideModel } from "../src/index.js";
import { optionsOf } from "./options-of.js";

const compute = fixed.create(optionsOf(fixed, {}));
const layers = 24;
const model = overrideModel(findModel("gpt3-1.3b"), { layers });
const [s, h, a, V] = [2048, 2048, 16, 50257];

function memory(parallelism: GenerateRequest["parallelism"], rest: Partial<GenerateRequest> = {}) {
  return generateWorkload({ model, parallelism, compute, ...rest }).memory;
}

/** What embedding (a dropout mask) and head (two inputs, 32-bit logits) keep. */
const ends = s * h + 4 * s * h + 4 * s * V;

describe("memory per NPU", () => {
  // Korthikanti et al., arXiv:2205.05198, equations 1, 2 and 4, per layer, with b = 1.
  it("keeps sbh (34 + 5as/h) per layer on one NPU", () => {
    const expected = layers * s * h * (34 + (5 * a * s) / h) + ends;
    expect(memory({}, { fusedAttention: false })[0]!.activations).toBe(expected);
  });

  it("keeps sbh (10 + 24/t + 5as/(ht)) per layer with tensor parallelism, and all of it divided by t with sequence parallelism", () => {
    const t = 4;
    const padded = Math.ceil(V / (128 * t)) * 128;
    const tensor = memory({ tensor: t }, { fusedAttention: false })[0]!.activations;
    expect(tensor).toBe(layers * s * h * (10 + 24 / t + (5 * a * s) / (h * t)) + 5 * s * h + 4 * s * padded);
    const sequence = memory({ tensor: t, sequence: true }, { fusedAttention: false })[0]!.activations;
    expect(sequence).toBe(layers * ((s * h) / t) * (34 + (5 * a * s) / h) + (5 * s * h) / t + 4 * s * padded);
  });

  it("keeps 34 sbh with selective and 2 sbh with full checkpointing, and there one whole layer", () => {
    const selective = memory({ checkpointing: "selective" }, { fusedAttention: false })[0]!.activations;
    expect(selective).toBe(layers * s * h * 34 + ends);
    const full = memory({ checkpointing: "full" }, { fusedAttention: false })[0]!.activations;
    expect(full).toBe(layers * 2 * s * h + ends + s * h * (34 + (5 * a * s) / h));
  });

  // Rajbhandari et al., arXiv:1910.02054, section 3.1: 16 bytes per parameter with Adam in mixed precision.
  it("holds 16 bytes per parameter, divided by the data degree where fully sharded", () => {
    const { parameters, gradients, optimizer } = memory({})[0]!;
    const count = 24 * (12 * h ** 2 + 13 * h) + (V + 2048) * h + 2 * h;
    expect(parameters + gradients + optimizer).toBe(16 * count);
    const sharded = memory({ data: 8, fullySharded: true })[0]!;
    expect((sharded.parameters + sharded.gradients + sharded.optimizer) / (16 * count)).toBeCloseTo(1 / 8, 6);
    expect(sharded.gathered).toBe(2 * 2 * (V + 2048) * h);
  });

  it("holds fewer microbatches with 1F1B than with GPipe, most on the first stage", () => {
    const inFlight = (schedule: "1f1b" | "gpipe") =>
      memory({ pipeline: 4, microbatches: 8, schedule, checkpointing: "none" }).map(
        ({ activations }, stage) => {
          const block = 6 * s * h * (34 + (4 * a) / h);
          const own = block + (stage === 0 ? s * h : stage === 3 ? 4 * s * h + 4 * s * V : 0);
          return activations / own;
        },
      );
    expect(inFlight("1f1b")).toEqual([4, 3, 2, 1]);
    expect(inFlight("gpipe")).toEqual([8, 8, 8, 8]);
  });
});
