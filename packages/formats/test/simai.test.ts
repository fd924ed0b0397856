import { readFileSync } from "node:fs";
import { createRegistry, createTopology, type GraphWorkload, isAstraError, simulate } from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { describe, expect, it } from "vitest";
import { simaiWorkload } from "../src/index.js";

const registry = createRegistry([analyticalNetworks, systemLayer, workloadLayer]);
const micro = readFileSync(new URL("files/simai/microAllReduce.txt", import.meta.url), "utf8");

function read(text: string): { workload: GraphWorkload; warnings: string[] } {
  const warnings: string[] = [];
  const context = {
    file: "table.txt",
    trainingLoops: new Map(),
    warn: (message: string) => void warnings.push(message),
  };
  return { workload: simaiWorkload.read(text, context) as GraphWorkload, warnings };
}

function problem(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (isAstraError(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const header = (more: string) =>
  `HYBRID_TRANSFORMER_FWD_IN_BCKWD model_parallel_NPU_group: 2 ep: 2 pp: 1 vpp: 8 ga: 1 all_gpus: 16 checkpoints: 0 checkpoint_initiates: 0${more}\n`;

describe("SimAI's tables", () => {
  it("are one graph for all ranks, in the order of the loop", () => {
    const table = `${header(" pp_comm: 50331648.0")}2\n
a -1 10 ALLGATHER 1000 20 REDUCESCATTER 3000000000 30 NONE 0 1
b\t-1\t0\tALLTOALL_EP\t64\t5 ALLREDUCE 0 0 REDUCESCATTER_DP_EP 32 1`;
    const { workload, warnings } = read(table);
    expect(warnings).toEqual([]);
    expect(workload.ranks).toHaveLength(16);
    expect(new Set(workload.ranks).size).toBe(1);
    expect(workload.grid?.map(({ size }) => size)).toEqual([2, 2, 4, 1]);
    const nodes = [...workload.ranks[0]!].map((node) =>
      node.kind === "collective"
        ? [
            node.name,
            node.collective,
            node.bytes,
            (node.group as { axes: string[] }).axes.join("+"),
            node.after,
          ]
        : [node.name, node.kind === "compute" && node.duration, node.after],
    );
    expect(nodes).toEqual([
      ["a forward", 10, []],
      // 1,000 bytes when it is over, of which each of two gives half.
      ["a forward", "all-gather", 500, "tensor", [0]],
      ["b forward", "all-to-all", 64, "expert", [1]],
      ["b input gradient", 5, [2]],
      ["b weight gradient", "reduce-scatter", 32, "data", [3]],
      ["a input gradient", 20, [3]],
      ["a input gradient", "reduce-scatter", 3_000_000_000, "tensor", [5]],
      ["a weight gradient", 30, [6]],
    ]);
  });

  it("send weight gradients among all copies, experts' too", () => {
    const { workload } = read(`${header("")}1\na -1 0 NONE 0 0 NONE 0 0 ALLREDUCE 8 1`);
    expect([...workload.ranks[0]!]).toMatchObject([{ group: { axes: ["expert", "data"] } }]);
  });

  it("of SimAI's example take what formula and compute times say", async () => {
    const { workload } = read(micro);
    const result = await simulate(
      {
        name: "micro",
        topology: createTopology([{ shape: "switch", npus: 8, bandwidth: 100, latency: 500 }]),
        network: { name: "analytical", options: { rules: "astra-sim-2" } },
        system: {
          name: "astra",
          options: { allReduceImplementation: ["ring"], endpointDelay: 0, reductionTime: 0 },
        },
        workload,
      },
      registry,
    );
    const steps = (bytes: number): number => 14 * (1000 + Math.floor(bytes / 8 / 100));
    const compute = 2 * 556_000 + 2 * 2;
    expect(result.time.compute).toBe(compute);
    expect(result.time.total).toBe(compute + steps(16_777_216) + steps(67_108_864));
  });

  it.each([
    [
      micro.replace("\n2\n", "\n839\n"),
      /:2: number of layers: the file has fewer layers than it announces: found 2, expected 839/,
    ],
    [
      micro.replace("all_gpus: 8", "all_gpus: 12"),
      /:1: all_gpus:: the degrees of parallelism do not divide .*found 12/,
    ],
    [micro.replace("all_gpus: 8 ", ""), /the number of GPUs is missing/],
    [micro.replace("ep: 1", "ep: x"), /:1: ep:: wrong value: found "x"/],
    [micro.replace("checkpoints: 0", "checkpoints: 1 0"), /checkpoints:: wrong value/],
    [micro.replace("556000", "many"), /:3: .*forward compute time/],
    [micro.replace("HYBRID_TRANSFORMER_FWD_IN_BCKWD", "DATA"), /only the transformer's loop is read/],
  ])("%# that is wrong is refused with its line", (text, sentence) => {
    expect(problem(text)).toMatch(sentence);
  });

  it("are warned of what costs nothing", () => {
    const words = `${header("").replace("pp: 1", "pp: 2")}1\na -1 1 BROADCAST 5 1 ALLREDUCEALLTOALL 5 1 ALLREDUCE_XY 5 1\nextra`;
    const { warnings } = read(words);
    expect(warnings).toHaveLength(5);
    expect(warnings.join("\n")).toMatch(
      /BROADCAST[\s\S]*ALLREDUCEALLTOALL[\s\S]*ALLREDUCE_XY[\s\S]*what follows[\s\S]*one stage/,
    );
  });
});
