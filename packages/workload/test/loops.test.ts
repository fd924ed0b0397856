import { defineTrainingLoop } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { builtInLoops } from "../src/index.js";
import { layer, pass, rings, runLayers } from "./fake-run.js";

/** Collectives take one ns per byte here; compute times are 10, 20 and 30 ns per layer. */
const three = ["a", "b", "c"].map((name) => layer(name, { weightGradient: pass(30, "all-reduce", 5) }));
const layers = (trainingLoop: string, more = {}) => ({
  kind: "layers" as const,
  trainingLoop,
  layers: three,
  ...more,
});

describe("training loops", () => {
  it("DATA spends 3L-1 cycles on state changes and waits for the last update", () => {
    const { finish, workload } = runLayers(layers("DATA"), rings(4));
    // Compute of all layers, without the first layer's input gradient; 8 changes of state; the last collective and its update end 5 + 1 after the last compute.
    expect(workload.report().compute[0]).toBe(3 * 60 - 20);
    expect(workload.report().view(0).passFinish).toEqual([160 + 7]);
    expect(finish).toBe(160 + 7 + 5 + 1);
    expect(workload.report().view(0).layers[0].exposedCommunication.weightGradient).toBe(5);
  });

  it("DATA's next pass waits for the weight gradients of this one", () => {
    const slow = layers("DATA", {
      layers: three.map((each) => ({ ...each, weightGradient: pass(30, "all-reduce", 1000) })),
    });
    const { workload, issued } = runLayers(slow, rings(4), { passes: 2 });
    expect(issued).toHaveLength(6);
    const [first] = workload.report().view(0).layers;
    expect(first.exposedCommunication.weightGradient).toBeGreaterThan(1000);
    expect(first.communication.weightGradient).toBe(2 * 1001);
    expect(first.collectives).toBe(2);
  });

  it("DATA_REORDER computes as much as DATA, in another order", () => {
    const data = runLayers(layers("DATA"), rings(4), { passes: 3 });
    const reordered = runLayers(layers("DATA_REORDER"), rings(4), { passes: 3 });
    expect(reordered.finish).toBe(data.finish);
    expect(reordered.issued[0].time).toBe(data.issued[0].time + 20 + 1);
  });

  it("MICRO issues all passes at time 0 and ignores compute", () => {
    const { finish, issued, workload } = runLayers(layers("MICRO"), rings(4), { passes: 3 });
    expect(issued.map(({ time }) => time)).toEqual([0, 0, 0]);
    expect(workload.report().compute[0]).toBe(0);
    expect(finish).toBe(6);
  });

  it("MODEL stands still for activations and hides input gradients", () => {
    const exchange = ["a", "b"].map((name) =>
      layer(name, { forward: pass(10, "all-gather", 100), inputGradient: pass(20, "reduce-scatter", 8) }),
    );
    const { issued, workload } = runLayers(layers("MODEL", { layers: exchange }), rings(4));
    const rows = workload.report().view(0).layers;
    expect(rows.map((row) => row.exposedCommunication.forward)).toEqual([101, 101]);
    expect(rows.map((row) => row.exposedCommunication.inputGradient)).toEqual([0, 0]);
    // The first layer has no input to derive by.
    expect(issued.map(({ request }) => request.kind)).toEqual(["all-gather", "all-gather", "reduce-scatter"]);
  });

  it("chooses the dimensions by policy", () => {
    const all = pass(1, "all-reduce", 8);
    const each = [layer("a", { forward: all, inputGradient: all, weightGradient: all, updateTime: 1 })];
    const scopes = (trainingLoop: string, more = {}) =>
      runLayers(layers(trainingLoop, { layers: each, ...more }), rings(2, 2, 2)).issued.map(({ request }) =>
        request.dimensions?.map(Number).join(""),
      );
    expect(scopes("DATA")).toEqual(["111"]);
    expect(scopes("MODEL")).toEqual(["111"]);
    expect(scopes("HYBRID_DATA_MODEL")).toEqual(["100", "011"]);
    expect(scopes("HYBRID_MODEL_DATA")).toEqual(["011", "100"]);
    expect(scopes("HYBRID_TRANSFORMER", { modelParallelGroup: 4 })).toEqual(["110", "110", "001"]);
    expect(scopes("HYBRID_TRANSFORMER", { modelParallelGroup: 1 })).toEqual(["000", "000", "111"]);
    const customized = each.map((one) => ({ ...one, parallelism: "HYBRID_DATA_MODEL" }));
    expect(scopes("HYBRID_CUSTOMIZED", { layers: customized })).toEqual(["100", "011"]);
  });

  it("DLRM sends embeddings ahead of all and waits for them at the last bottom layer", () => {
    const embedding = layer("embedding", {
      forward: pass(10, "all-to-all", 500),
      inputGradient: pass(20, "all-to-all", 500),
    });
    const workload = layers("HYBRID_DLRM", {
      layers: [embedding, layer("bottom"), layer("top")],
      lastBottomLayer: 1,
    });
    const { issued, workload: run } = runLayers(workload, rings(4));
    expect(issued.map(({ request }) => request.priority)).toEqual(["highest", "highest"]);
    expect(run.report().view(0).layers[0].exposedCommunication.forward).toBe(501 - 11);
    const enhanced = runLayers({ ...workload, trainingLoop: "HYBRID_DLRM_ENHANCED" }, rings(4));
    expect(enhanced.workload.report().view(0).passFinish[0]).toBeLessThan(run.report().view(0).passFinish[0]);
  });

  it("repeats the forward pass from a checkpoint", () => {
    const four = ["a", "b", "c", "d"].map((name) => layer(name));
    const checkpointed = layers("HYBRID_TRANSFORMER_FWD_IN_BCKWD", {
      layers: four,
      modelParallelGroup: 2,
      checkpoints: [1],
      checkpointInitiators: [3],
    });
    const rows = runLayers(checkpointed, rings(4)).workload.report().view(0).layers;
    expect(rows.map((row) => row.compute.forward)).toEqual([10, 20, 20, 10]);
    expect(rows.map((row) => row.compute.inputGradient)).toEqual([20, 20, 20, 20]);
    expect(() => runLayers({ ...checkpointed, checkpointInitiators: [0] }, rings(4))).toThrow(
      /no checkpoint lies before it/,
    );
    expect(() => runLayers({ ...checkpointed, checkpointInitiators: [1] }, rings(4))).toThrow(
      /a checkpoint itself/,
    );
  });

  it("DISTRIBUTED_INFERENCE goes forward only", () => {
    const { workload } = runLayers(layers("DISTRIBUTED_INFERENCE"), rings(4), { passes: 3 });
    expect(workload.report().compute[0]).toBe(3 * 30);
    expect(workload.report().view(0).passFinish).toEqual([32, 65, 98]);
  });

  it("finishes at time 0 with no pass, and every loop finishes with one", () => {
    const complete = {
      layers: three.map((each) => ({ ...each, parallelism: "DATA" })),
      modelParallelGroup: 2,
      checkpoints: [0],
      checkpointInitiators: [2],
      lastBottomLayer: 0,
    };
    for (const { name } of builtInLoops) {
      expect(runLayers(layers(name, complete), rings(4), { passes: 0 }).finish).toBe(0);
      const { workload } = runLayers(layers(name, complete), rings(4));
      expect(workload.finishedRanks).toBe(4);
      expect(workload.pending()).toEqual([]);
    }
  });
});

describe("the layers model", () => {
  it("takes a collective of 0 bytes as none, with a warning", () => {
    const empty = [layer("a", { forward: pass(10, "all-gather", 0) })];
    const { finish, warnings } = runLayers(layers("MODEL", { layers: empty }), rings(4));
    expect(finish).toBe(10 + 1 + 20 + 1 + 30 + 1);
    expect(warnings).toEqual(["The all-gather of layer a has 0 bytes; nothing is sent for it."]);
  });

  it("names what is missing or unknown", () => {
    expect(() => runLayers(layers("DTA"), rings(4))).toThrow(/unknown training loop: found "DTA"/);
    expect(() => runLayers(layers("HYBRID_TRANSFORMER"), rings(4))).toThrow(/modelParallelGroup/);
    expect(() => runLayers(layers("DATA", { layers: [] }), rings(4))).toThrow(/no layer/);
    const customized = three.map((each) => ({ ...each, parallelism: "HYBRID_MODEL" }));
    expect(() => runLayers(layers("HYBRID_CUSTOMIZED", { layers: customized }), rings(4))).toThrow(
      /layers\.0\.parallelism: unknown parallelism/,
    );
  });

  it("refuses numbers that are no times or sizes", () => {
    const wrong = (change: object) => () =>
      runLayers(layers("DATA", { layers: [{ ...three[0], ...change }] }), rings(4));
    expect(wrong({ updateTime: 1.5 })).toThrow(
      "layers.0.updateTime: wrong value: found 1.5, expected a whole",
    );
    expect(wrong({ forward: pass(-1) })).toThrow("layers.0.forward.compute: wrong value: found -1");
    expect(wrong({ forward: pass(1, "all-gather", Number.NaN) })).toThrow("layers.0.forward.bytes");
  });

  it("refuses a loop that never ends", () => {
    const endless = defineTrainingLoop({
      name: "ENDLESS",
      description: "",
      *run({ step }) {
        for (;;) yield step();
      },
    });
    expect(() => runLayers(layers("ENDLESS"), rings(4), {}, [endless])).toThrow(
      /does not come to the end of a pass/,
    );
  });

  it("tell what the rank did that somebody wants to know of", () => {
    const { works } = runLayers(layers("DATA"), rings(32));
    const told = { kind: "work-timed", rank: 0 };
    expect(works[0]).toEqual({ ...told, time: 0, activity: "compute", name: "a forward", start: 0, end: 10 });
    expect(works).toContainEqual({
      ...told,
      time: 69,
      activity: "communication",
      name: "c weight-gradient all-reduce",
      start: 63,
      end: 69,
    });
  });
});
