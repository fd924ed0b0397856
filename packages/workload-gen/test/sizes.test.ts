import { type GraphNodeWork, type GraphWorkload, graphAddresses, type LayerWorkload } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { findModel, fixed, type GenerateRequest, generateWorkload, overrideModel } from "../src/index.js";
import { optionsOf } from "./options-of.js";

const compute = fixed.create(optionsOf(fixed, { time: 100 }));
const tiny = overrideModel(findModel("gpt3-125m"), { layers: 4, vocabulary: 1024 });
const tokens = 256;
const hidden = 768;
/** Activations of a microbatch of one sequence, 16 bits. */
const activations = tokens * hidden * 2;
/** Parameters of one block: 12 h^2 + 13 h. */
const block = 12 * hidden ** 2 + 13 * hidden;

function graph(request: Partial<GenerateRequest>): GraphWorkload {
  const { workload } = generateWorkload({
    model: tiny,
    sequence: tokens,
    compute,
    format: "graph",
    ...request,
  });
  return workload as GraphWorkload;
}

/** `all-reduce tensor 393216` and how often rank 0 (or another) asks for it. */
function collectives(workload: GraphWorkload, rank = 0, only = ""): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const node of workload.ranks[rank]!) {
    if (node.kind !== "collective" || !(node.name ?? "").includes(only)) continue;
    const group =
      node.group === undefined
        ? "all"
        : typeof node.group === "object" && "axes" in node.group
          ? node.group.axes.join("+")
          : "list";
    const key = `${node.collective} ${group} ${node.bytes}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const named = (workload: GraphWorkload, rank: number, kind: GraphNodeWork["kind"]) =>
  [...workload.ranks[rank]!].filter((node) => node.kind === kind);

describe("tensor parallelism", () => {
  it("sums activations twice per block and direction (Megatron-LM, arXiv:1909.08053, figure 4)", () => {
    const workload = graph({ parallelism: { tensor: 4, data: 2 } });
    expect(collectives(workload, 0, "block 1 attention")).toEqual({
      [`all-reduce tensor ${activations}`]: 2,
    });
    expect(collectives(workload, 0, "block 1 feed-forward")).toEqual({
      [`all-reduce tensor ${activations}`]: 2,
    });
    expect(collectives(workload, 0, "embedding forward")).toEqual({
      [`all-reduce tensor ${activations}`]: 1,
    });
    expect(collectives(workload, 0, "statistics")).toEqual({ [`all-reduce tensor ${12 * tokens}`]: 1 });
  });

  it("splits them into all-gather and reduce-scatter with sequence parallelism, and gathers inputs again (arXiv:2205.05198, section 4.2)", () => {
    const workload = graph({ parallelism: { tensor: 4, sequence: true } });
    expect(collectives(workload, 0, "block 1 attention")).toEqual({
      [`all-gather all ${activations / 4}`]: 3,
      [`reduce-scatter all ${activations}`]: 2,
    });
  });

  it("lies innermost: neighbours in rank share a product", () => {
    const workload = graph({ parallelism: { tensor: 4, data: 3, pipeline: 2 }, batch: 3 });
    const addresses = graphAddresses(workload);
    expect(addresses.group(13, { axes: ["tensor"] })).toEqual([12, 13, 14, 15]);
    expect(addresses.group(13, { axes: ["data"] })).toEqual([13, 17, 21]);
  });
});

describe("data parallelism", () => {
  it("sums each block's gradients once per step, however many microbatches", () => {
    const workload = graph({ parallelism: { data: 4, microbatches: 3 } });
    expect(collectives(workload, 0, "block")).toEqual({ [`all-reduce all ${block * 2}`]: 4 });
    const embedding = (1024 + 2048) * hidden * 2;
    expect(collectives(workload, 0, "embedding gradients")).toEqual({ [`all-reduce all ${embedding}`]: 1 });
  });

  it("fully sharded gathers every block twice and scatters its gradients once per microbatch (PyTorch FSDP, arXiv:2304.11277)", () => {
    const workload = graph({ parallelism: { data: 4, microbatches: 3, fullySharded: true } });
    // The last unit's parameters are still there when its backward pass begins; those of the other four units that lie between are gathered again.
    expect(collectives(workload, 0, "block")).toEqual({
      [`all-gather all ${(block / 4) * 2}`]: 3 * 2 * 4,
      [`reduce-scatter all ${block * 2}`]: 3 * 4,
    });
  });
});

describe("expert parallelism", () => {
  const model = overrideModel(findModel("mixtral-8x7b"), {
    layers: 2,
    hidden: 256,
    heads: 8,
    keyValueHeads: 4,
    vocabulary: 512,
  });

  it("carries each token to its two experts and back, in both directions", () => {
    const workload = graph({ model, parallelism: { data: 8, expert: 4 } });
    const exchanged = tokens * 2 * 256 * 2;
    expect(collectives(workload, 0, "tokens to experts")).toEqual({ [`all-to-all expert ${exchanged}`]: 2 });
    expect(collectives(workload, 0, "gradients from experts")).toEqual({
      [`all-to-all expert ${exchanged}`]: 2,
    });
    expect(workload.grid!.map(({ name, size }) => [name, size])).toEqual([
      ["tensor", 1],
      ["expert", 4],
      ["expert-data", 2],
      ["pipeline", 1],
    ]);
  });

  it("sums gradients of experts over their replicas alone, of everything else over all", () => {
    const workload = graph({ model, parallelism: { data: 8, expert: 4 } });
    const expert = 3 * 256 * feedForwardWidth(model);
    const shared = 256 + 256 * 8;
    const attention = 256 + 256 * 256 * 2 + 2 * 256 * 128;
    expect(collectives(workload, 0, "block 0 gradients")).toEqual({
      [`all-reduce all ${(shared + attention) * 2}`]: 1,
      [`all-reduce expert-data ${2 * expert * 2}`]: 1,
    });
  });

  it("shares rows among the tensor group with sequence parallelism", () => {
    const workload = graph({ model, parallelism: { tensor: 2, data: 4, expert: 4, sequence: true } });
    const part = (tokens / 2) * 2 * 256 * 2;
    expect(collectives(workload, 0, "block 0 experts forward")).toEqual({
      [`all-to-all expert ${part}`]: 2,
      [`all-gather tensor ${part}`]: 1,
      [`reduce-scatter tensor ${2 * part}`]: 1,
    });
  });
});

describe("pipeline parallelism", () => {
  it("sends activations forward and gradients back once per microbatch, and adds the shared embedding's gradients", () => {
    const workload = graph({ parallelism: { pipeline: 2, data: 2, microbatches: 3 } });
    for (const [rank, axisShift] of [
      [0, 1],
      [2, -1],
    ] as const) {
      const sends = named(workload, rank, "send");
      expect(sends.map((node) => (node.kind === "send" ? [node.to, node.bytes] : []))).toEqual(
        Array(3).fill([{ axis: "pipeline", shift: axisShift }, activations]),
      );
      expect(named(workload, rank, "receive")).toHaveLength(3);
      expect(collectives(workload, rank, "shared embedding")).toEqual({
        [`all-reduce pipeline ${1024 * hidden * 2}`]: 1,
      });
    }
  });

  it("adds shards of the shared embedding where the replicas are fully sharded", () => {
    const workload = graph({ parallelism: { pipeline: 2, data: 4, fullySharded: true } });
    const shard = ((1024 * hidden) / 4) * 2;
    expect(collectives(workload, 0, "shared embedding")).toEqual({ [`all-reduce pipeline ${shard}`]: 1 });
  });

  it("sends only its part of the tokens with sequence parallelism", () => {
    const workload = graph({ parallelism: { pipeline: 2, tensor: 4, sequence: true } });
    const sizes = named(workload, 0, "send").map((node) => (node.kind === "send" ? node.bytes : 0));
    expect(sizes).toEqual([activations / 4]);
  });
});

describe("activation checkpointing", () => {
  it("computes every block again, with its collectives", () => {
    const none = graph({ parallelism: { tensor: 2 } });
    const full = graph({ parallelism: { tensor: 2, checkpointing: "full" } });
    expect(Object.values(collectives(full, 0, "again"))).toEqual([4 * 2]);
    const time = (workload: GraphWorkload) =>
      [...workload.ranks[0]!].reduce((sum, node) => sum + (node.kind === "compute" ? node.duration : 0), 0);
    const forward = [...none.ranks[0]!]
      .filter((node) => node.kind === "compute" && /^block \d+ \S+ forward/.test(node.name ?? ""))
      .reduce((sum, node) => sum + (node.kind === "compute" ? node.duration : 0), 0);
    expect(time(full) - time(none)).toBe(forward);
  });

  it("computes only the scores of attention again when selective", () => {
    const time = (checkpointing: "none" | "selective") =>
      named(graph({ parallelism: { checkpointing } }), 0, "compute").reduce(
        (sum, node) => sum + (node.kind === "compute" ? node.duration : 0),
        0,
      );
    expect(time("selective") - time("none")).toBe(4 * 100);
  });
});

describe("tables of layers", () => {
  const layers = (request: Partial<GenerateRequest>) => {
    const { workload } = generateWorkload({ model: tiny, sequence: tokens, compute, ...request });
    expect(workload.kind).toBe("layers");
    return workload as LayerWorkload;
  };

  it("are what tensor and data parallelism become", () => {
    const workload = layers({ parallelism: { tensor: 4, data: 2 } });
    expect(workload).toMatchObject({ trainingLoop: "HYBRID_TRANSFORMER", modelParallelGroup: 4 });
    expect(workload.layers).toHaveLength(1 + 2 * 4 + 1);
    const attention = (hidden * 3 * hidden + 3 * hidden + hidden * hidden) / 4 + 3 * hidden;
    expect(workload.layers[1]).toMatchObject({
      name: "block.0.attention",
      forward: { communication: "all-reduce", bytes: activations },
      inputGradient: { communication: "all-reduce", bytes: activations },
      weightGradient: { communication: "all-reduce", bytes: attention * 2 },
    });
  });

  it("name checkpoint and initiator of every block with full checkpointing", () => {
    const workload = layers({ parallelism: { tensor: 4, data: 2, checkpointing: "full" } });
    expect(workload).toMatchObject({
      trainingLoop: "HYBRID_TRANSFORMER_FWD_IN_BCKWD",
      checkpoints: [1, 4, 7, 10],
      checkpointInitiators: [12, 9, 6, 3],
    });
    expect(workload.layers[3]).toMatchObject({
      name: "block.0.end",
      forward: { compute: 0, communication: null },
    });
  });

  it("are what data parallelism alone becomes, for transformers and images", () => {
    expect(layers({ parallelism: { data: 4 } }).trainingLoop).toBe("DATA");
    const resnet = layers({ model: findModel("resnet50"), parallelism: { data: 4 } });
    expect(resnet.layers).toHaveLength(54);
    // Filters and the two parameters of the normalisation behind each of the 64.
    expect(resnet.layers[0]!.weightGradient.bytes).toBe((7 * 7 * 3 * 64 + 2 * 64) * 2);
  });

  it("exchange all embedding columns of DLRM once forward and once backward", () => {
    const workload = layers({ model: findModel("dlrm"), parallelism: { data: 16 }, batch: 2048 });
    expect(workload).toMatchObject({ trainingLoop: "HYBRID_DLRM", lastBottomLayer: 3 });
    const exchange = { communication: "all-to-all", bytes: 2048 * ((26 * 128) / 16) * 2 };
    expect(workload.layers[0]).toMatchObject({ forward: exchange, inputGradient: exchange });
    expect(workload.layers[0]!.weightGradient.communication).toBeNull();
  });

  it("are refused for what they cannot say", () => {
    const parallelism = { pipeline: 2, data: 2, fullySharded: true };
    expect(() => layers({ parallelism, format: "layers" })).toThrow(
      "a table of layers cannot say pipeline stages, fully-sharded data parallelism",
    );
  });
});

function feedForwardWidth(model: ReturnType<typeof findModel>): number {
  return model.family === "transformer" ? model.feedForward : 0;
}
