import { AstraError, type Registry, readGraph, type Workload } from "@astra-ts/core";
import { readWorkloadText } from "@astra-ts/workload";
import { readText } from "../files/read-text.js";

/** Reads a workload file: ASTRA-sim 1.0's text, or an execution graph in JSON. Throws an `AstraError` that names file, line and column. */
export function readWorkloadFile(
  file: string,
  { registry, warn }: { registry: Registry; warn: (message: string) => void },
): Workload {
  const text = readText(file, "workload file");
  if (/^\s*$/.test(text))
    throw new AstraError("FILE_SYNTAX", { file, problem: "the workload file is empty" });
  if (/^\s*\{/.test(text)) return readGraph(text, file);
  return readWorkloadText(text, file, {
    loops: registry.list("trainingLoops").map(({ entry }) => entry),
    warn,
  });
}
