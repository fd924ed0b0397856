import { AstraError } from "@astra-ts/core";
import type { ModelGraph } from "./graph/model-graph.js";
import type { ReadModelOptions } from "./graph/read-options.js";
import { readOnnx } from "./onnx/read-onnx.js";
import { readTorchExport } from "./torch/read-torch-export.js";

/** Formats of models without a machine, by how their files begin: a zip is of torch.export; ONNX starts with its version as the first field. */
export function modelFormatOf(bytes: Uint8Array): ModelGraph["format"] | undefined {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) return "torch.export";
  return bytes[0] === 0x08 && bytes[1] !== undefined && bytes[1] < 0x20 ? "ONNX" : undefined;
}

/** Reads a model in any format that is known. Throws FILE_SYNTAX, MISSING_VALUE and UNSUPPORTED, each with the file. */
export function readModel(bytes: Uint8Array, options: ReadModelOptions): ModelGraph {
  const format = modelFormatOf(bytes);
  if (format === "torch.export") return readTorchExport(bytes, options);
  if (format === "ONNX") return readOnnx(bytes, options);
  throw new AstraError("FILE_SYNTAX", {
    file: options.file,
    problem: "this is no model in a format that is known",
    expected: "ONNX, or an archive of torch.export (.pt2)",
  });
}
