import { createRandom, createTopology, EventWheel } from "@astra-ts/core";
import { analytical, analyticalCongestion } from "@astra-ts/net-analytical";
import { bestOf } from "./measure.mjs";

const messages = 400_000;

/** Messages of 64 KiB between neighbours on a torus or between any two on a switch; each NPU sends the next one when the last has arrived. */
function traffic(backend, options, topology, distance) {
  const simulator = new EventWheel();
  const random = createRandom(1);
  const network = backend.create({ simulator, topology, random, warn: () => undefined }, options);
  const { npus } = topology;
  let left = messages;
  const send = (source) => {
    if (left-- <= 0) return;
    const destination = (source + distance(npus, random)) % npus;
    const message = { source, destination, bytes: 65_536, tag: 0, dimension: undefined, queue: 0 };
    network.send(message, () => send(source));
  };
  for (let source = 0; source < npus; source++) send(source);
  while (simulator.step());
  return network.report();
}

const line = (shape, npus) => ({ shape, npus, bandwidth: 50, latency: 500 });
const machines = [
  ["ring of 64, neighbours", [line("ring", 64)], () => 1],
  ["switch of 64, any two", [line("switch", 64)], (npus, random) => 1 + random.integer(npus - 1)],
  ["switch of 1,024, any two", [line("switch", 1024)], (npus, random) => 1 + random.integer(npus - 1)],
  ["torus 32x32x32, neighbours", [line("ring", 32), line("ring", 32), line("ring", 32)], () => 1],
  [
    "torus 16x16x16, any two",
    [line("ring", 16), line("ring", 16), line("ring", 16)],
    (npus, random) => 1 + random.integer(npus - 1),
  ],
];
const backends = [
  ["analytical", analytical, { rules: "astra-sim-1" }],
  ["analytical, rules 2", analytical, { rules: "astra-sim-2" }],
  ["analytical-congestion", analyticalCongestion, { reportedLinks: 0 }],
];

export default {
  name: "analytical networks",
  description: `${messages.toLocaleString("en-US")} messages; every NPU sends the next when the last has arrived`,
  async *measure() {
    for (const [machineName, dimensions, distance] of machines) {
      const topology = createTopology(dimensions);
      for (const [name, backend, options] of backends) {
        const { seconds, result } = await bestOf(3, () => traffic(backend, options, topology, distance));
        const unit = { unit: "M messages/s", higherIsBetter: true };
        yield { name: `${name}: ${machineName}`, value: result.messages / seconds / 1e6, ...unit };
        if (result.counters.linkCrossings > result.messages)
          yield {
            name: `${name}: ${machineName}, link crossings`,
            value: result.counters.linkCrossings / seconds / 1e6,
            unit: "M/s",
            higherIsBetter: true,
          };
      }
    }
  },
};
