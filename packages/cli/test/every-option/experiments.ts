import {
  type CollectiveKind,
  type CollectiveNode,
  createTopology,
  type Dimension,
  type Experiment,
  type GraphNodeWork,
  type GraphWorkload,
  type Layer,
  type LayerWorkload,
} from "@astra-ts/core";

/** Parts of an experiment that differ from `plain`. */
export type Parts = Partial<Omit<Experiment, "topology">> & { readonly topology?: Experiment["topology"] };

const link = { bandwidth: 10, latency: 100 };

export function machine(
  ...dimensions: [Dimension["shape"], number, Partial<Dimension>?][]
): Experiment["topology"] {
  return createTopology(dimensions.map(([shape, npus, own]) => ({ shape, npus, ...link, ...own })));
}

/** An all-reduce on a ring of switches, on links that messages share. */
export function experiment(parts: Parts = {}): Experiment {
  return {
    name: "option",
    topology: machine(["ring", 4], ["switch", 2]),
    workload: collective("all-reduce"),
    network: { name: "flow" },
    ...parts,
  };
}

export function collective(kind: CollectiveKind, bytes = 65_536) {
  return { kind: "collective", collective: kind, bytes } as const;
}

const idle = { compute: 0, communication: null, bytes: 0 } as const;

/** Layers whose weight gradients are reduced while the next layer computes, so that collectives meet. */
export function layers(sizes: readonly number[], own: Partial<LayerWorkload> = {}): LayerWorkload {
  return {
    kind: "layers",
    trainingLoop: "DATA",
    layers: sizes.map(
      (bytes, index): Layer => ({
        name: `layer ${index}`,
        forward: { ...idle, compute: 500 },
        inputGradient: { ...idle, compute: 500 },
        weightGradient: { compute: 500, communication: "all-reduce", bytes },
        updateTime: 0,
      }),
    ),
    ...own,
  } as LayerWorkload;
}

export function reduce(id: number, own: Partial<CollectiveNode> = {}): GraphNodeWork {
  return {
    kind: "collective",
    collective: "all-reduce",
    bytes: 40_000,
    id,
    after: [],
    ...own,
  } as GraphNodeWork;
}

/** A graph that every rank runs, or a list for each. */
export function graph(
  nodes: readonly GraphNodeWork[] | readonly (readonly GraphNodeWork[])[],
  npus = 8,
): GraphWorkload {
  const ranks = Array.isArray(nodes[0])
    ? (nodes as readonly (readonly GraphNodeWork[])[])
    : new Array(npus).fill(nodes as readonly GraphNodeWork[]);
  return { kind: "graph", ranks, groups: { low: [0, 1, 2, 3], high: [4, 5, 6, 7] } };
}
