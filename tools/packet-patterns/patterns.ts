import {
  createGraphTopology,
  createTopology,
  type DimensionInput,
  type Experiment,
  type GraphNodeWork,
  type Topology,
} from "@astra-ts/core";

/** Links of every machine: bytes/ns and ns. */
export interface Wires {
  readonly bandwidth: number;
  readonly latency: number;
}

/** Large messages on a machine, of which the network alone decides how long they take. */
export interface Pattern {
  readonly name: string;
  topology(wires: Wires): Topology;
  /** Traffic with which the busiest link is busy for about so many bytes. */
  traffic(bytes: number): Traffic;
}

/** What an experiment says of its workload and system layer. */
type Traffic = Pick<Experiment, "workload" | "workloadOptions" | "system">;

type Message = readonly [source: number, destination: number, bytes: number];

/** All messages at once, each an operation of its own. */
function messages(npus: number, all: readonly Message[]): Traffic {
  const ranks: GraphNodeWork[][] = Array.from({ length: npus }, () => []);
  for (const [tag, [source, destination, bytes]] of all.entries()) {
    const [sends, receives] = [ranks[source]!, ranks[destination]!];
    sends.push({ id: sends.length, kind: "send", to: destination, tag, bytes, after: [] });
    receives.push({ id: receives.length, kind: "receive", from: source, tag, bytes, after: [] });
  }
  return {
    workload: { kind: "graph", ranks },
    workloadOptions: { communicationSlots: npus },
    system: { name: "astra", options: { endpointDelay: 0 } },
  };
}

/** One all-reduce by a given algorithm. */
function allReduce(npus: number, bytes: number, algorithm: string): Traffic {
  const ranks = Array.from({ length: npus }, (): GraphNodeWork[] => [
    { id: 0, kind: "collective", collective: "all-reduce", bytes, after: [] },
  ]);
  return {
    workload: { kind: "graph", ranks },
    system: {
      name: "astra",
      options: { endpointDelay: 0, preferredDatasetSplits: 1, allReduceImplementation: algorithm },
    },
  };
}

const machine =
  (...shapes: Omit<DimensionInput, "bandwidth" | "latency">[]) =>
  (wires: Wires): Topology =>
    createTopology(shapes.map((shape) => ({ ...shape, ...wires }) as DimensionInput));

const switchOf = (npus: number) => machine({ shape: "switch", npus });

const incast = (senders: number): Pattern => ({
  name: `incast of ${senders}`,
  topology: switchOf(senders + 1),
  traffic: (bytes) =>
    messages(
      senders + 1,
      Array.from({ length: senders }, (_, index) => [index + 1, 0, Math.ceil(bytes / senders)]),
    ),
});

/** Every NPU to every other, the nearest by number first; `share` is what one message has of the busiest link's bytes. */
const allToAll = (name: string, npus: number, share: number, topology: Pattern["topology"]): Pattern => ({
  name: `all-to-all, ${name}`,
  topology,
  traffic: (bytes) =>
    messages(
      npus,
      Array.from({ length: npus - 1 }, (_, step) =>
        Array.from(
          { length: npus },
          (_, source): Message => [source, (source + step + 1) % npus, Math.ceil(bytes * share)],
        ),
      ).flat(),
    ),
});

/** A fat tree of switches with four ports: 16 NPUs in four pods. */
function fatTree({ bandwidth, latency }: Wires): Topology {
  const names = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind} ${at}`);
  const links = [
    ...names("npu", 16).map((from, at) => ({ from, to: `edge ${at >> 1}` })),
    ...names("edge", 8).flatMap((from, at) =>
      [0, 1].map((up) => ({ from, to: `aggregation ${(at & ~1) + up}` })),
    ),
    ...names("aggregation", 8).flatMap((from, at) =>
      [0, 1].map((up) => ({ from, to: `core ${2 * (at & 1) + up}` })),
    ),
  ];
  const switches = [...names("edge", 8), ...names("aggregation", 8), ...names("core", 4)];
  return createGraphTopology({
    nodes: [
      ...names("npu", 16).map((name) => ({ name, kind: "npu" as const })),
      ...switches.map((name) => ({ name, kind: "switch" as const })),
    ],
    links: links.map((link) => ({ ...link, bandwidth, latency })),
  });
}

/** The patterns of the table in docs/packet-network.md. */
export const patterns: readonly Pattern[] = [
  { name: "one flow", topology: switchOf(2), traffic: (bytes) => messages(2, [[0, 1, bytes]]) },
  incast(2),
  incast(10),
  incast(96),
  {
    name: "permutation, leaf-spine",
    topology: machine({ shape: "leaf-spine", npus: 16, leaves: 4, spines: 4 }),
    traffic: (bytes) =>
      messages(
        16,
        Array.from({ length: 16 }, (_, source): Message => [source, (5 * source + 7) % 16, bytes]),
      ),
  },
  allToAll("switch", 16, 1 / 15, switchOf(16)),
  allToAll("ring", 16, 1 / 36, machine({ shape: "ring", npus: 16 })),
  allToAll("torus", 16, 1 / 12, machine({ shape: "ring", npus: 4 }, { shape: "ring", npus: 4 })),
  allToAll("leaf-spine", 16, 1 / 15, machine({ shape: "leaf-spine", npus: 16, leaves: 4, spines: 4 })),
  allToAll("fat tree", 16, 1 / 15, fatTree),
  {
    name: "ring all-reduce",
    topology: machine({ shape: "ring", npus: 8 }),
    traffic: (bytes) => allReduce(8, Math.ceil((bytes * 8) / 14), "ring"),
  },
  {
    name: "direct all-reduce",
    topology: switchOf(8),
    traffic: (bytes) => allReduce(8, Math.ceil((bytes * 8) / 14), "direct"),
  },
];
