import { writeGraph } from "@astra-ts/core";
import { findModel, generateWorkload, roofline, systolic } from "@astra-ts/workload-gen";
import { bestOf } from "./measure.mjs";

const compute = roofline.create({
  peakFlops: 312_000,
  vectorFlops: 19_500,
  memoryBandwidth: 2039,
  efficiency: 0.5,
  overhead: 0,
});

const cases = [
  ["GPT-3 on 512 NPUs, 8 microbatches", "gpt3", { tensor: 8, pipeline: 4, data: 16, microbatches: 8 }],
  [
    "Llama 3 405B on 8,064 NPUs, 16 microbatches",
    "llama3-405b",
    { tensor: 8, pipeline: 14, data: 72, microbatches: 16 },
  ],
  ["Mixtral 8x7B on 256 NPUs, experts over 8", "mixtral", { data: 256, expert: 8 }],
  ["Llama 3 70B on 64 NPUs, fully sharded", "llama3-70b", { data: 64, fullySharded: true }],
  ["ResNet-50 on 1,024 NPUs", "resnet50", { data: 1024 }],
];

export default {
  name: "workload generation",
  description: "from model, parallelism and accelerator to a workload, and to the text of its file",
  async *measure() {
    for (const [name, model, parallelism] of cases) {
      const request = { model: findModel(model), parallelism, compute };
      const { seconds, result } = await bestOf(3, () => generateWorkload(request));
      yield { name, value: seconds * 1000, unit: "ms" };
      if (result.workload.kind !== "graph") continue;
      const { seconds: writing, result: text } = await bestOf(3, () => writeGraph(result.workload));
      yield {
        name: `  its file, ${(text.length / 2 ** 20).toFixed(1)} MiB`,
        value: writing * 1000,
        unit: "ms",
      };
    }
    const array = systolic.create({ rows: 256, columns: 256, dataflow: "weight-stationary", clock: 1 });
    const layers = 100_000;
    const { seconds } = await bestOf(3, () => {
      let cycles = 0;
      for (let m = 1; m <= layers; m++)
        cycles += array.time({ kind: "gemm", m, n: 512, k: 512, bytesPerElement: 2 });
      return cycles;
    });
    yield { name: "systolic model", value: layers / seconds / 1e6, unit: "M layers/s", higherIsBetter: true };
  },
};
