import { createGraphTopology, createRandom, createTopology, EventWheel } from "@astra-ts/core";
import { flow, flowOptions } from "@astra-ts/net-analytical";
import { createDefaultRegistry, simulate } from "astra-ts";
import { bestOf } from "./measure.mjs";

const bytes = 65_536;
const line = (shape, npus, more = {}) => ({ shape, npus, bandwidth: 12.5, latency: 500, ...more });
const leafSpine = (npus) => line("leaf-spine", npus, { leaves: Math.sqrt(npus), spines: Math.sqrt(npus) });

/** A fat tree of three levels for `2 * half ** 3` NPUs, `half` of them under every edge switch, as nodes and links. */
function fatTree(half) {
  const pods = 2 * half;
  const list = (count, name) => Array.from({ length: count }, (_, id) => `${name} ${id}`);
  const npus = list(pods * half * half, "npu");
  const edges = list(pods * half, "edge");
  const aggregations = list(pods * half, "aggregation");
  const cores = list(half * half, "core");
  const links = [];
  const join = (from, to) => links.push({ from, to, bandwidth: 12.5, latency: 500 });
  npus.forEach((npu, rank) => {
    join(npu, edges[Math.floor(rank / half)]);
  });
  edges.forEach((edge, at) => {
    const pod = Math.floor(at / half);
    for (let up = 0; up < half; up++) join(edge, aggregations[pod * half + up]);
  });
  aggregations.forEach((aggregation, at) => {
    for (let up = 0; up < half; up++) join(aggregation, cores[(at % half) * half + up]);
  });
  const nodes = [
    ...npus.map((name) => ({ name, kind: "npu" })),
    ...[...edges, ...aggregations, ...cores].map((name) => ({ name, kind: "switch" })),
  ];
  return createGraphTopology({ nodes, links });
}

/** A network of the backend, and a `send` that allocates nothing. */
function machineOf(machine) {
  const simulator = new EventWheel();
  const topology = Array.isArray(machine) ? createTopology(machine) : machine;
  const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
  const network = flow.create(context, flowOptions.parse({ reportedLinks: 0 }));
  const message = { source: 0, destination: 0, bytes, tag: 0, dimension: undefined, queue: 0 };
  const send = (source, destination, size, delivered) => {
    message.source = source;
    message.destination = destination;
    message.bytes = size;
    network.send(message, delivered);
  };
  return { simulator, network, send };
}

/** Steps of a ring algorithm: every NPU sends to the next when it has sent and received the step before. */
function ring(dimensions, npus, steps = 2 * (npus - 1)) {
  const { simulator, network, send } = machineOf(dimensions);
  const waits = new Int32Array(npus);
  const step = new Int32Array(npus);
  const go = (rank) => {
    if (step[rank]++ === steps) return;
    waits[rank] += 2;
    send(rank, (rank + 1) % npus, bytes, arrived[rank]);
  };
  const done = (rank) => {
    if (--waits[rank] === 0) go(rank);
  };
  const arrived = Array.from({ length: npus }, (_, rank) => () => {
    done(rank);
    done((rank + 1) % npus);
  });
  for (let rank = 0; rank < npus; rank++) go(rank);
  while (simulator.step());
  return network.report();
}

/** Every NPU sends to every other, all at once, or `window` at a time. */
function allToAll(dimensions, npus, { window = npus, size = () => bytes } = {}) {
  const { simulator, network, send } = machineOf(dimensions);
  const next = (rank, distance) => {
    if (distance >= npus) return;
    send(rank, (rank + distance) % npus, size(), () => next(rank, distance + window));
  };
  for (let distance = 1; distance <= Math.min(window, npus - 1); distance++)
    for (let rank = 0; rank < npus; rank++) next(rank, distance);
  while (simulator.step());
  return network.report();
}

/** A message of each NPU to anyone, and the next when it has arrived. */
function anyTwo(dimensions, npus, messages) {
  const { simulator, network, send } = machineOf(dimensions);
  const random = createRandom(1);
  let left = messages;
  const again = Array.from({ length: npus }, (_, rank) => () => go(rank));
  const go = (rank) => {
    if (left-- > 0) send(rank, (rank + 1 + random.integer(npus - 1)) % npus, bytes, again[rank]);
  };
  for (let rank = 0; rank < npus; rank++) go(rank);
  while (simulator.step());
  return network.report();
}

function randomSizes() {
  const random = createRandom(1);
  return () => 1 + random.integer(2 * bytes);
}

const registry = createDefaultRegistry();
const wholeRun = (dimensions, collective, algorithm, size) => async () => {
  const options = { preferredDatasetSplits: 1, [`${collective}Implementation`]: algorithm };
  const kind = collective === "allReduce" ? "all-reduce" : "all-to-all";
  const { networkReport } = await simulate(
    {
      name: "bench",
      topology: createTopology(dimensions),
      network: { name: "flow", options: { reportedLinks: 0 } },
      system: { name: "astra", options },
      workload: { kind: "collective", collective: kind, bytes: size },
      timeline: { ranks: 0 },
    },
    registry,
  );
  return networkReport;
};

// SimGrid 3.32, S4U programs: messages per CPU second of recorded runs on the same class of machine.
const suites = [
  ["ring of 256, ring all-reduce", () => ring([line("ring", 256)], 256), 40, 0.22],
  ["switch of 256, ring all-reduce", () => ring([line("switch", 256)], 256), 8, 0.209],
  ["switch of 64, all-to-all at once", () => allToAll([line("switch", 64)], 64), 20, 0.0208],
  ["torus 8x8, all-to-all at once", () => allToAll([line("ring", 8), line("ring", 8)], 64), 10],
  [
    "switch of 64, all-to-all of random sizes",
    () => allToAll([line("switch", 64)], 64, { size: randomSizes() }),
    1,
  ],
  ["switch of 1,024, any two", () => anyTwo([line("switch", 1024)], 1024, 200_000), 3],
  [
    "torus 16x16x16, any two",
    () =>
      anyTwo(
        [16, 16, 16].map((npus) => line("ring", npus)),
        4096,
        40_000,
      ),
    2,
  ],
  ...[64, 256, 1024, 4096].map((npus) => [
    `leaf-spine of ${npus}, 32 steps of a ring`,
    () => ring([leafSpine(npus)], npus, 32),
    5,
  ]),
  ...[64, 256, 1024].map((npus) => [
    `leaf-spine of ${npus}, all-to-all at once`,
    () => allToAll([leafSpine(npus)], npus),
    npus < 1024 ? 5 : 1,
  ]),
  ...[2, 4, 8].map((half) => {
    const npus = 2 * half ** 3;
    const machine = fatTree(half);
    const name = `fat tree of ${npus.toLocaleString("en-US")} in three levels, all-to-all at once`;
    return [name, () => allToAll(machine, npus), npus < 1024 ? 5 : 1];
  }),
  ...[64, 256, 1024, 4096].map((npus) => [
    `leaf-spine of ${npus}, any two`,
    () => anyTwo([leafSpine(npus)], npus, 100_000),
    2,
  ]),
  [
    "whole run: ring of 256, 64 MiB all-reduce",
    wholeRun([line("ring", 256)], "allReduce", "ring", 2 ** 26),
    5,
  ],
  ["whole run: switch of 256, all-to-all", wholeRun([line("switch", 256)], "allToAll", "direct", 2 ** 24), 3],
];

export default {
  name: "flow",
  description: "messages per CPU second on the network `flow`; the original is SimGrid 3.32",
  async *measure() {
    for (const [name, run, times, original] of suites) {
      const { seconds, result } = await bestOf(times, run);
      const value = result.messages / seconds / 1e6;
      yield { name, value, unit: "M messages/s", higherIsBetter: true, original };
    }
  },
};
