// npm run fit:h100
// Fits the figures of the compute model `gpu` to the measured times of an H100, and writes them into the sources.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { calibrate, errorsByKind, gpus, readMeasured } from "@astra-ts/workload-gen";

const fixture = new URL("../../packages/workload-gen/fixtures/gpu-h100.jsonl.gz", import.meta.url);
const output = new URL(
  "../../packages/workload-gen/src/compute-models/gpu/h100-efficiencies.ts",
  import.meta.url,
);
/** Digits kept of each figure. */
const digits = 4;

const { device, efficiencies } = gpus.find(({ name }) => name === "h100")!;
const { rows } = readMeasured(gunzipSync(readFileSync(fixture)).toString(), fixture.pathname);
const fitted = calibrate(rows, device, efficiencies);
const rounded = JSON.stringify(
  fitted.efficiencies,
  (_, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(digits)) : value),
  2,
);
writeFileSync(
  output,
  `import type { GpuEfficiencies } from "./efficiencies.js";

/** Fitted to measured times of an NVIDIA H100 (SXM, 80 GB) by \`npm run fit:h100\`; do not edit. */
export const h100Efficiencies: GpuEfficiencies = ${rounded};
`,
);
console.table(errorsByKind(fitted.heldOut));
