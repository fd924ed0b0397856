import { AstraError, type ComputeTimer, type Registry, validateOptions } from "@astra-ts/core";
import { type Accelerator, accelerators, gpus, readAcceleratorFile } from "@astra-ts/workload-gen";
import { readText } from "../files/read-text.js";
import { chooseGpu } from "./choose-gpu.js";

/** What says how fast an accelerator is: flags, or fields of an experiment. */
export interface ComputeFlags {
  readonly accelerator?: string;
  readonly computeModel?: string;
  readonly computeOption: Readonly<Record<string, unknown>>;
  /** The original's name for an accelerator file. */
  readonly scalesim_config?: string;
}

/** How errors call them. */
export interface ComputeNames {
  readonly accelerator: string;
  readonly model: string;
  readonly option: string;
}

const flagNames: ComputeNames = {
  accelerator: "--accelerator",
  model: "--compute-model",
  option: "--compute-option",
};

/** A chosen compute model and how to name it to the user. */
export interface ChosenCompute {
  readonly timer: ComputeTimer;
  readonly description: string;
  /** Bytes of memory of one NPU, where an accelerator is known by name. */
  readonly memory?: number;
}

/** The array that the original's generator takes when it is told nothing: SCALE-Sim's google.cfg. */
const googleArray = { rows: 256, columns: 256, dataflow: "weight-stationary" };

/** The compute model that is named; `original` decides what is meant where none is. Throws an `AstraError`. */
export function chooseCompute(
  flags: ComputeFlags,
  registry: Registry,
  original: boolean,
  names: ComputeNames = flagNames,
): ChosenCompute {
  const { accelerator, computeModel, computeOption, scalesim_config: file } = flags;
  if ([accelerator, file].filter((value) => value !== undefined).length > 1) {
    throw new AstraError("INVALID_VALUE", {
      field: names.accelerator,
      problem: "an accelerator is given twice, by name and by --scalesim_config",
    });
  }
  if (file !== undefined) {
    const { rows, columns, dataflow } = readAcceleratorFile(readText(file, "accelerator file"), file);
    return create("systolic", { rows, columns, dataflow, ...computeOption }, flags, registry, names);
  }
  if (
    accelerator === undefined &&
    (computeModel === "systolic" || (original && computeModel === undefined))
  ) {
    return create("systolic", { ...googleArray, ...computeOption }, flags, registry, names);
  }
  if (computeModel === "gpu" || (computeModel === undefined && isGpu(accelerator, computeOption))) {
    const name = accelerator ?? "a100";
    const { device, efficiencies } = chooseGpu(name, names.accelerator);
    const { timer } = create("gpu", { device, efficiencies, ...computeOption }, flags, registry, names);
    const memory = accelerators.find((known) => known.name === name)?.memory;
    return { timer, description: `gpu, ${name}`, ...(memory !== undefined && { memory }) };
  }
  if (computeModel === undefined || computeModel === "roofline") {
    const hasPeak = "peakFlops" in computeOption && "memoryBandwidth" in computeOption;
    if (hasPeak && accelerator === undefined)
      return create("roofline", computeOption, flags, registry, names);
    const preset = acceleratorOf(accelerator ?? "a100", names.accelerator);
    const { peakFlops, vectorFlops, memoryBandwidth, memory } = preset;
    const options = { peakFlops, vectorFlops, memoryBandwidth, ...computeOption };
    return { ...create("roofline", options, flags, registry, names), memory };
  }
  return create(computeModel, computeOption, flags, registry, names);
}

/** Whether a GPU is meant whose kernels are known: by name or file, or because nothing is named. Options that are not the GPU's are the roofline's. */
function isGpu(accelerator = "a100", options: Readonly<Record<string, unknown>>): boolean {
  const known = accelerator.endsWith(".json") || gpus.some(({ name }) => name === accelerator);
  return known && Object.keys(options).every((name) => name === "device" || name === "efficiencies");
}

function acceleratorOf(name: string, field: string): Accelerator {
  const found = accelerators.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new AstraError("UNKNOWN_NAME", {
    field,
    problem: "unknown accelerator",
    found: name,
    expected: `one of ${accelerators.map((entry) => entry.name).join(", ")}`,
  });
}

function create(
  name: string,
  options: object,
  flags: ComputeFlags,
  registry: Registry,
  names: ComputeNames,
): ChosenCompute {
  const model = registry.get("computeModels", name, names.model);
  if (flags.accelerator !== undefined && name !== "roofline" && name !== "gpu") {
    throw new AstraError("UNSUPPORTED", {
      field: names.accelerator,
      problem: `an accelerator by name sets the options of the models roofline and gpu, not those of ${name}`,
      found: flags.accelerator,
    });
  }
  const checked = validateOptions(model.options, options, names.option, `the compute model ${name}`);
  const shown = Object.entries(options).map(
    ([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  return { timer: model.create(checked), description: [name, ...shown].join(", ") };
}
