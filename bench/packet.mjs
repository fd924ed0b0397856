import { createRandom, createRegistry, createTopology, simulate } from "@astra-ts/core";
import { PacketEngine, packetNetwork, readGarnetNetwork, standaloneNetwork } from "@astra-ts/net-packet";
import { systemLayer } from "@astra-ts/system";
import { readWorkloadText, workloadLayer } from "@astra-ts/workload";
import { bestOf } from "./measure.mjs";

const flitsPerPacket = 5;

/** Uniform random traffic of 5-flit packets on a mesh with 4 virtual channels of 4 flits; the flits that crossed links between routers. */
function mesh(side, rate, cycles) {
  const nodes = side * side;
  const network = standaloneNetwork({ topology: "Mesh_XY", nodes, meshRows: side });
  const engine = new PacketEngine({ ...network, vnets: [{ buffersPerVc: 4 }] });
  const random = createRandom(1);
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (let source = 0; source < nodes; source++)
      if (random.next() < rate / flitsPerPacket)
        engine.inject({ source, destination: random.integer(nodes), vnet: 0, flitsPerPacket });
    engine.step();
  }
  return engine.flitHops;
}

const torus = `num-npus: 8 num-packages: 4 package-rows: 2 topology: Torus3D local-rings: 2 vertical-rings: 2 horizontal-rings: 2
flit-width: 2048 package-packet-size: 4096 tile-link-width: 256 package-link-width: 256 vcs-per-vnet: 50 routing-algorithm: Ring_XY
router-latency: 1 local-link-latency: 90 package-link-latency: 200 buffers-per-vc: 5000`;

/** ASTRA-sim's sample on Garnet: an all-reduce of 1 MiB, twice, on 8 NPUs. */
async function sample() {
  const { dimensions, networkOptions, systemOptions } = readGarnetNetwork(torus, "torus.txt");
  const algorithm = "ring_ring_ring";
  return simulate(
    {
      name: "torus",
      topology: createTopology(dimensions),
      network: { name: "packet", options: networkOptions },
      system: {
        name: "astra",
        options: {
          ...systemOptions,
          endpointDelay: 1,
          preferredDatasetSplits: 4,
          allReduceImplementation: algorithm,
        },
      },
      workload: readWorkloadText("MICRO 1 conv1 -1 5 NONE 0 5 NONE 0 5 ALLREDUCE 1048576 5", "workload.txt"),
      workloadOptions: { passes: 2 },
    },
    createRegistry([packetNetwork, systemLayer, workloadLayer]),
  );
}

export default {
  name: "packet",
  description: "flit-level network: flits over links between routers per CPU second",
  async *measure() {
    for (const [side, rate, cycles] of [
      [8, 0.1, 20_000],
      [8, 0.3, 20_000],
      [16, 0.2, 5_000],
      [32, 0.1, 1_500],
    ]) {
      const { seconds, result } = await bestOf(3, () => mesh(side, rate, cycles));
      const name = `mesh ${side}x${side} at ${rate} flits/node/cycle`;
      yield { name, value: result / seconds / 1e6, unit: "M flit hops/s", higherIsBetter: true };
    }
    // 47,379 cycles, as ASTRA-sim on Garnet, which took 91.93 CPU seconds (recorded run, gem5.opt).
    const { seconds } = await bestOf(3, sample);
    yield {
      name: "two all-reduces of 1 MiB on the 8-NPU Torus3D sample",
      value: seconds,
      unit: "s",
      original: 91.93,
    };
  },
};
