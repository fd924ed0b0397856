import { readWorkloadText, writeWorkloadText } from "@astra-ts/workload";
import {
  findModel,
  gemmWorkload,
  generateWorkload,
  gpus,
  overrideModel,
  predictRow,
  readAcceleratorFile,
  readGemmFile,
  readMeasured,
  systolic,
} from "@astra-ts/workload-gen";
import { mutateData } from "../support/mutate-data.js";
import { mutateText } from "../support/mutate-text.js";
import { pick } from "../support/odd-values.js";
import { acceleratorTexts, gemmTexts, measuredTexts } from "../support/seeds.js";
import type { Target } from "../support/target.js";

const compute = systolic.create({ rows: 16, columns: 16, dataflow: "ws" } as never);

const h100 = gpus.find(({ name }) => name === "h100")!;

const requests = [
  { model: "gpt3-1.3b", parallelism: { tensor: 2, data: 2 }, shape: { layers: 2 } },
  {
    model: "llama3-8b",
    parallelism: { data: 4, fullySharded: true, microbatches: 2 },
    shape: { layers: 2, heads: 8, keyValueHeads: 2 },
  },
  {
    model: "mixtral",
    parallelism: { data: 4, expert: 2, pipeline: 2, microbatches: 2, schedule: "1f1b" },
    shape: { layers: 2 },
  },
  { model: "resnet50", parallelism: { data: 4 }, shape: {} },
  { model: "dlrm", parallelism: { data: 4 }, shape: {} },
];

export const generatorTargets: readonly Target[] = [
  {
    name: "file of layers (MNK)",
    input: (random) => mutateText(pick(random, gemmTexts), pick(random, gemmTexts), random),
    read: (input) => {
      const layers = readGemmFile(input, "layers.csv");
      const strategy = layers.some(({ parallelism }) => parallelism !== undefined)
        ? "HYBRID_CUSTOMIZED"
        : "DATA";
      const { workload } = gemmWorkload({
        layers,
        strategy,
        npus: 8,
        packages: 2,
        bytesPerElement: 2,
        compute,
        file: "layers.csv",
      });
      // What is written must be what the workload reader accepts.
      readWorkloadText(writeWorkloadText(workload), "written.txt");
    },
  },
  {
    name: "accelerator file",
    input: (random) => mutateText(pick(random, acceleratorTexts), pick(random, gemmTexts), random),
    read: (input) => void readAcceleratorFile(input, "google.cfg"),
  },
  {
    name: "measured times",
    input: (random) => mutateText(pick(random, measuredTexts), pick(random, measuredTexts), random),
    read: (input) => {
      for (const row of readMeasured(input, "measured.jsonl").rows)
        for (const time of Object.values(predictRow(row, h100)))
          if (!Number.isFinite(time)) throw new Error(`${row.id} takes ${time}`);
    },
  },
  {
    name: "workload generator",
    input: (random) =>
      JSON.stringify(
        mutateData({ ...pick(random, requests), batch: 8, sequence: 32, bytesPerElement: 2 }, random),
      ) ?? "null",
    read: (input) => {
      const request = JSON.parse(input) as { model: string; shape: object; parallelism: object } | null;
      // The command makes maps of its flags; nothing else can come.
      if (
        typeof request?.model !== "string" ||
        typeof request.shape !== "object" ||
        typeof request.parallelism !== "object"
      )
        return;
      if (!onlyNumbersAndWords(request)) return;
      const { model, shape, ...rest } = request;
      generateWorkload({ ...rest, model: overrideModel(findModel(model), shape ?? {}), compute } as never);
    },
  },
];

function onlyNumbersAndWords(request: object): boolean {
  return Object.values(request).every(
    (value) =>
      typeof value === "number" ||
      typeof value === "string" ||
      (typeof value === "object" &&
        value !== null &&
        Object.values(value).every((inner) => typeof inner !== "object")),
  );
}
