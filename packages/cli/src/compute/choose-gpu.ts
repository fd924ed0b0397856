import { AstraError, didYouMean, parseJson, validateOptions } from "@astra-ts/core";
import { type GpuOptions, gpu, gpus } from "@astra-ts/workload-gen";
import { readText } from "../files/read-text.js";

/** A GPU by name, or by the file that `calibrate` wrote. Throws UNKNOWN_NAME, FILE_SYNTAX or INVALID_VALUE. */
export function chooseGpu(name: string, flag: string): GpuOptions {
  const known = gpus.find((candidate) => candidate.name === name);
  if (known !== undefined) return { device: known.device, efficiencies: known.efficiencies };
  if (name.endsWith(".json")) {
    const { device, efficiencies } = parseJson(readText(name, "GPU"), name, "a GPU") as Partial<GpuOptions>;
    return validateOptions(gpu.options, { device, efficiencies }, name, "the compute model gpu");
  }
  throw new AstraError("UNKNOWN_NAME", {
    field: flag,
    problem: "unknown GPU",
    found: name,
    expected: `one of ${gpus.map((candidate) => candidate.name).join(", ")}, or a file that astra-ts calibrate wrote`,
    hint: didYouMean(
      name,
      gpus.map((candidate) => candidate.name),
    ),
  });
}
