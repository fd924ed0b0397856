import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  collectiveTime,
  findModel,
  gpus,
  machines,
  type TrainingStepRequest,
  type TransformerModel,
  trainingStep,
} from "../src/index.js";

const machine = machines.find(({ name }) => name === "dgx-h100")!;
const base: TrainingStepRequest = {
  model: findModel("gpt3-13b") as TransformerModel,
  sequence: 2048,
  microbatch: 1,
  microbatches: 8,
  tensor: 2,
  pipeline: 4,
  data: 4,
  context: 1,
  virtualStages: 1,
  sequenceParallel: true,
  recomputed: "none",
  zero: 1,
  dataType: "bf16",
  attention: "latest",
  eager: false,
  calledFromPython: false,
  gradientBytes: 4,
  overlaps: { gradients: false, parameters: false, tensor: false },
  gpu: gpus.find(({ name }) => name === "h100")!,
  machine,
};
const total = (change: Partial<TrainingStepRequest>) => trainingStep({ ...base, ...change }).total;

describe("a training step", () => {
  it("is the sum of its parts", () => {
    for (const zero of [0, 1, 2, 3] as const) {
      const { total: all, ...parts } = trainingStep({ ...base, zero });
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(all, 0);
      expect(Object.values(parts).every((part) => part >= 0)).toBe(true);
    }
  });

  it("is never faster than the data sheet allows", () => {
    const { layers, hidden, feedForward } = base.model;
    const products = 6 * layers * (4 * hidden ** 2 + 2 * hidden * feedForward);
    const tokens = base.sequence * base.microbatch * base.microbatches * base.data;
    const npus = base.tensor * base.pipeline * base.data;
    expect(total({})).toBeGreaterThan((products * tokens) / npus / base.gpu.device.peakFlops.fp16);
  });

  it("takes longer the more is computed again, and the narrower its gradients are hidden", () => {
    expect(total({ recomputed: "attention" })).toBeGreaterThan(total({}));
    expect(total({ recomputed: 0.5 })).toBeGreaterThan(total({ recomputed: "attention" }));
    expect(total({ recomputed: 1 })).toBeGreaterThan(total({ recomputed: 0.5 }));
    const overlaps = { gradients: true, parameters: true, tensor: true };
    expect(total({ overlaps })).toBeLessThan(total({}));
  });

  it("waits less for its pipeline with several runs of blocks", () => {
    const idle = (virtualStages: number) => trainingStep({ ...base, virtualStages }).pipeline;
    expect(idle(2)).toBeLessThan(idle(1));
  });

  it("divides the optimizer's work among replicas, from ZeRO 1 on", () => {
    const optimizer = (zero: 0 | 1) => trainingStep({ ...base, zero }).optimizer;
    expect(optimizer(0) / optimizer(1)).toBeGreaterThan(3);
  });

  it("is no slower on a faster network, nor with fewer bytes of gradients", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3),
        fc.constantFrom(1, 2, 4),
        fc.boolean(),
        (zero, pipeline, hidden) => {
          const overlaps = { gradients: hidden, parameters: hidden, tensor: hidden };
          const change = { zero: zero as 0 | 1 | 2 | 3, pipeline, overlaps };
          const faster = { ...machine, networkBandwidth: 2 * machine.networkBandwidth };
          expect(total({ ...change, machine: faster })).toBeLessThanOrEqual(total(change));
          expect(total({ ...change, gradientBytes: 2 })).toBeLessThanOrEqual(total(change));
        },
      ),
      { numRuns: 24 },
    );
  });
});

describe("collectives", () => {
  it("reach the bandwidth of a ring with large messages, and cost a launch with small ones", () => {
    const group = { size: 8, perNode: 8 };
    const large = collectiveTime("all-reduce", 2 ** 33, group, machine);
    expect((2 * (7 / 8) * 2 ** 33) / large).toBeCloseTo(480, -1);
    expect(collectiveTime("all-reduce", 8, group, machine)).toBeLessThan(25_000);
    expect(collectiveTime("all-reduce", 2 ** 20, { size: 1, perNode: 1 }, machine)).toBe(0);
  });

  it("share the cards of a node with the groups beside them", () => {
    const alone = collectiveTime("all-gather", 2 ** 30, { size: 16, perNode: 8 }, machine);
    const shared = collectiveTime("all-gather", 2 ** 30, { size: 16, perNode: 1 }, machine);
    expect(shared / alone).toBeGreaterThan(4);
  });
});
