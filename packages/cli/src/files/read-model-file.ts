import { type ModelGraph, readModel } from "@astra-ts/workload-gen";
import { inputLimits } from "./input-limits.js";
import { readInput } from "./read-input.js";

/** A model of another tool: its graph without its weights. Throws an `AstraError` that names the file. */
export function readModelFile(file: string, dimensions: ReadonlyMap<string, number> = new Map()): ModelGraph {
  const bytes = readInput({ file, what: "model", limitOf: () => inputLimits.model });
  const model = readModel(bytes, { file, dimensions });
  return model.name === "" || model.name === "main_graph" ? { ...model, name: file } : model;
}
