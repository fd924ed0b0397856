import { AstraError, isAstraError } from "@astra-ts/core";
import { findModel, generateWorkload, overrideModel } from "@astra-ts/workload-gen";
import { chooseCompute } from "../compute/choose-compute.js";
import { dataTypes } from "../flags/choices.js";
import type { WorkloadContent, WorkloadDocument, WorkloadSurroundings } from "./workload.js";

type ModelForm = Extract<WorkloadDocument, { model: string }>;

const names = {
  accelerator: "workload.accelerator",
  model: "workload.computeModel",
  option: "workload.computeOptions",
};

/** The training step of a model by name, spread over the machine. Throws what the generator refuses, by the field of the experiment. */
export function generatedWorkload(form: ModelForm, surroundings: WorkloadSurroundings): WorkloadContent {
  const { registry, topology, warn } = surroundings;
  const { passes, computeScale, communicationScale, sizes = {} } = form;
  const { tensor, pipeline, expert, sequence, fullySharded, microbatches, schedule, checkpointing } = form;
  const data = form.data ?? replicasThatFit(form, topology?.npus);
  const compute = chooseCompute(
    {
      accelerator: form.accelerator ?? surroundings.accelerator,
      computeModel: form.computeModel,
      computeOption: form.computeOptions ?? {},
    },
    registry,
    false,
    names,
  );
  try {
    const generated = generateWorkload({
      model: overrideModel(findModel(form.model), sizes),
      parallelism: {
        tensor,
        data,
        pipeline,
        expert,
        sequence,
        fullySharded,
        microbatches,
        schedule,
        checkpointing,
      },
      batch: form.batch,
      sequence: form.sequenceLength,
      bytesPerElement: dataTypes[form.dataType],
      compute: compute.timer,
      fusedAttention: !form.plainAttention,
      memory: compute.memory,
    });
    if (topology !== undefined && generated.npus !== topology.npus)
      throw otherMachine(form, data, topology.npus);
    for (const warning of generated.warnings) warn(warning);
    const scaling = { passes, computeScale, communicationScale };
    return { workload: generated.workload, workloadOptions: scaling, origins: new Map() };
  } catch (error) {
    throw isAstraError(error) ? ofExperiment(error, sizes) : error;
  }
}

/** Replicas that the machine has room for. Throws where the other degrees do not divide it. */
function replicasThatFit({ tensor, pipeline }: ModelForm, npus = tensor * pipeline): number {
  const replicas = npus / (tensor * pipeline);
  if (Number.isInteger(replicas)) return replicas;
  throw new AstraError("INVALID_VALUE", {
    field: "workload.tensor",
    problem: "tensor x pipeline does not divide the machine",
    found: `${tensor} x ${pipeline}`,
    expected: `degrees whose product divides ${npus} NPUs`,
  });
}

function otherMachine({ tensor, pipeline }: ModelForm, data: number, npus: number): AstraError {
  return new AstraError("INVALID_VALUE", {
    field: "workload.data",
    problem: "the workload is for another number of NPUs than the machine has",
    found: `tensor ${tensor} x data ${data} x pipeline ${pipeline} = ${tensor * data * pipeline}`,
    expected: `${npus} in all`,
    hint: "Leave data out: it is then as large as the machine allows.",
  });
}

/** The generator names its own fields; the width of a head follows from sizes. */
function ofExperiment(error: AstraError, sizes: object): AstraError {
  const { field } = error.details;
  if (field === undefined || field.startsWith("workload.")) return error;
  const isSize = field in sizes || field === "headDimension";
  return new AstraError(error.code, {
    ...error.details,
    field: isSize ? `workload.sizes.${field}` : `workload.${field}`,
  });
}
