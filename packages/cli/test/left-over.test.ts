import { createTopology, type Experiment, type GraphNodeWork, type Result, simulate } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const registry = createDefaultRegistry();
const networks = ["analytical", "analytical-congestion", "flow", "packet"];
const topology = createTopology([{ shape: "ring", npus: 4, bandwidth: 50, latency: 500 }]);

function run(network: string, workload: Experiment["workload"], options = {}): Promise<Result> {
  return simulate(
    { name: "x", topology, network: { name: network }, workload, system: { name: "astra", options } },
    registry,
  );
}

const send = (id: number, to: number, tag: number): GraphNodeWork => ({
  id,
  kind: "send",
  to,
  tag,
  bytes: 512,
  after: [],
});
const left = ({ warnings }: Result) => warnings.filter((text) => text.includes("left over"));

describe.each(networks)("on the network %s", (network) => {
  it("a send that nobody receives is reported when the run ends", async () => {
    const one = await run(network, { kind: "graph", ranks: [[send(0, 1, 7)], [], [], []] });
    expect(left(one)).toEqual([
      "When the run ended, a message was left over: rank 0 waits for rank 1 to receive a message of 512 B (tag 7).",
    ]);
    const many = await run(network, {
      kind: "graph",
      ranks: [[0, 1, 2, 3, 4].map((id) => send(id, 2, id)), [], [], []],
    });
    expect(left(many)).toHaveLength(1);
    expect(left(many)[0]).toMatch(/5 messages were left over: .*; and 2 more\.$/);
  });

  it("nothing is left over by a send that is received, and by collectives", async () => {
    const receive: GraphNodeWork = { id: 0, kind: "receive", from: 0, tag: 7, bytes: 512, after: [] };
    expect(left(await run(network, { kind: "graph", ranks: [[send(0, 1, 7)], [receive], [], []] }))).toEqual(
      [],
    );
    for (const collective of ["all-reduce", "all-gather", "reduce-scatter", "all-to-all"] as const)
      for (const rendezvousProtocol of [false, true])
        expect(
          left(await run(network, { kind: "collective", collective, bytes: 4096 }, { rendezvousProtocol })),
        ).toEqual([]);
  });
});
