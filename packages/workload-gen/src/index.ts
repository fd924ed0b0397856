export { type Accelerator, accelerators } from "./compute-models/accelerators.js";
export { computeModels } from "./compute-models/compute-models.js";
export { type FixedOptions, fixed } from "./compute-models/fixed.js";
export { type GpuDevice, gpuDevice } from "./compute-models/gpu/device.js";
export type { GpuEfficiencies } from "./compute-models/gpu/efficiencies.js";
export { type GpuOptions, gpu } from "./compute-models/gpu/gpu.js";
export { type Gpu, gpus } from "./compute-models/gpu/gpus.js";
export { type RooflineOptions, roofline } from "./compute-models/roofline.js";
export {
  type Dataflow,
  dataflowNames,
  type SystolicArray,
  type SystolicOptions,
  systolic,
  systolicCycles,
} from "./compute-models/systolic.js";
export { type TableOptions, table } from "./compute-models/table.js";
export { type PassSlot, pipelineSchedule } from "./emit/schedule.js";
export { type GeneratedWorkload, type GenerateRequest, generateWorkload } from "./generate.js";
export type { ModelGraph, ModelOperator, Parameter } from "./imported/graph/model-graph.js";
export type { ReadModelOptions } from "./imported/graph/read-options.js";
export type {
  AttentionWork,
  ConvolutionWork,
  ElementWork,
  EmbeddingWork,
  ProductWork,
  RowWork,
  Work,
} from "./imported/graph/work.js";
export {
  type ForwardFlops,
  forwardFlops,
  type ImportedWorkload,
  type ImportRequest,
  importedFigures,
  importWorkload,
} from "./imported/import-workload.js";
export { exportedBatch } from "./imported/plan-imported.js";
export { modelFormatOf, readModel } from "./imported/read-model.js";
export { type Calibration, calibrate, type HeldOut } from "./measured/calibrate.js";
export { errorsByKind, type KindErrors } from "./measured/error-table.js";
export type { KernelSizes } from "./measured/kernel-row.js";
export type { ModelSizes } from "./measured/model-row.js";
export { predictRow } from "./measured/predict-row.js";
export { type MeasuredFile, type MeasuredRow, readMeasured } from "./measured/read-measured.js";
export { type RowTimes, type TimeName, timeNames } from "./measured/times.js";
export type { ImageLayer, ImageModel } from "./models/convolution-model.js";
export type { Model } from "./models/model.js";
export type { RecommendationModel } from "./models/recommendation-model.js";
export type { Published, TransformerModel, TransformerOverrides } from "./models/transformer-model.js";
export { type AcceleratorFile, readAcceleratorFile } from "./original/accelerator-file.js";
export { type GemmLayer, readGemmFile } from "./original/gemm-file.js";
export { type GemmWorkload, type GemmWorkloadRequest, gemmWorkload } from "./original/gemm-workload.js";
export { customizedStrategy, strategies } from "./original/strategies.js";
export type { Parallelism } from "./plan/parallelism.js";
export { workloadGenerator } from "./plugin.js";
export { parseFlopRate } from "./quantities/rates.js";
export {
  type CollectiveInspection,
  inspectWorkload,
  type PhaseInspection,
  type ProgramInspection,
  type RowInspection,
  type WorkloadInspection,
} from "./report/inspect.js";
export type { LayerRow, PassRow } from "./report/layer-rows.js";
export type { MemoryReport } from "./report/memory.js";
export { type ModelFigures, modelFigures } from "./report/model-figures.js";
export {
  leastTime,
  type SearchCandidate,
  type SearchPoint,
  type SearchSpace,
  searchCandidate,
  searchPoints,
} from "./search/search.js";
export { collectiveTime, type Group, type Machine } from "./training-step/machine.js";
export { machines } from "./training-step/machines.js";
export { type TrainingStepTime, trainingStep } from "./training-step/training-step.js";
export type { TrainingStepRequest } from "./training-step/training-step-request.js";
export { findModel, overrideModel, zoo, zooAliases } from "./zoo/zoo.js";
