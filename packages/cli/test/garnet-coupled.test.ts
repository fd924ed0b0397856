import { readFileSync } from "node:fs";
import { createRegistry, createTopology, simulate } from "@astra-ts/core";
import { packetNetwork, readGarnetNetwork } from "@astra-ts/net-packet";
import { readSystemText, systemLayer } from "@astra-ts/system";
import { readWorkloadText, workloadLayer } from "@astra-ts/workload";
import { describe, expect, it } from "vitest";

interface Recorded {
  readonly collective: string;
  readonly bytes: number;
  readonly passes: number;
  readonly network: Readonly<Record<string, string | number>>;
  readonly system: Readonly<Record<string, string | number>>;
  readonly finish: number;
  readonly packets: number;
  readonly averagePacketNetworkLatency: number;
  readonly averageHops: number;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const { runs } = JSON.parse(read("../fixtures/garnet-coupled.json")) as { runs: Recorded[] };
const registry = createRegistry([packetNetwork, systemLayer, workloadLayer]);
const textOf = (values: Recorded["network"]): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");

/** ASTRA-sim 1.0 on its Garnet fork: finish time, and mean network latency of the packets to six decimals. */
describe("runs recorded from ASTRA-sim on Garnet", () => {
  it.each(runs.map((run) => [label(run), run] as const))("%s", async (_, run) => {
    const { dimensions, networkOptions, systemOptions } = readGarnetNetwork(
      textOf(run.network),
      "network.txt",
    );
    const system = readSystemText(textOf(run.system), "system.txt");
    const workload = `MICRO\n1\nconv1 -1 5 NONE 0 5 NONE 0 5 ${run.collective} ${run.bytes} 5\n`;
    const result = await simulate(
      {
        name: "garnet",
        topology: createTopology(dimensions),
        network: { name: "packet", options: networkOptions },
        system: { name: "astra", options: { ...system.options, ...systemOptions } },
        workload: readWorkloadText(workload, "workload.txt"),
        workloadOptions: { passes: run.passes },
      },
      registry,
    );
    const { packets, averagePacketNetworkLatency, averageHops } = result.networkReport.counters;
    expect(result.time.total).toBe(run.finish);
    expect(packets).toBe(run.packets);
    expect(averagePacketNetworkLatency).toBeCloseTo(run.averagePacketNetworkLatency, 5);
    expect(averageHops).toBeCloseTo(run.averageHops, 5);
  });
});

function label({ network, collective, bytes, system }: Recorded): string {
  const differing = ["vcs-per-vnet", "buffers-per-vc", "router-latency", "flit-width", "package-packet-size"];
  const sizes = differing.map((key) => `${key} ${network[key]}`).join(", ");
  return `${network.topology} ${network["num-npus"]} ${collective} ${bytes} ${system["all-reduce-implementation"]}: ${sizes}`;
}
