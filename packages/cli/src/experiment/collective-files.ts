import { AstraError, validateOptions } from "@astra-ts/core";
import { timeQuantity } from "@astra-ts/core/document";
import * as z from "zod";
import { namesMsccl, readCollectiveFile } from "../traces/collective-file.js";
import { isMap } from "./merge.js";

/** The key of the system layer's options whose values may be files. */
const key = "collectiveGraphs";

const name = z
  .string()
  .describe(
    "file of an algorithm of MSCCL (.xml); or Chakra's traces, by a name with {rank} or what stands before .<rank>.et",
  );

/** A collective algorithm in a file; what else stands beside the file goes to the system layer, which knows the options of graphs. */
const collectiveFile = z.looseObject({
  file: name,
  reduceTime: timeQuantity
    .optional()
    .describe("MSCCL: time of a step's reduction or copy, which its file does not tell; default 1 ns"),
});

/** What may stand under a name in `system.collectiveGraphs` of an experiment, beside a graph that is written out: a file, alone or with options. */
export const collectiveFileForms = { name, collectiveFile } as const;

/** The options of a system layer, with graphs in place of the files that they name. Throws an `AstraError` that names the field, or the file and its line. */
export function withCollectiveFiles(
  options: Readonly<Record<string, unknown>>,
  warn: (message: string) => void,
): Readonly<Record<string, unknown>> {
  const graphs = options[key];
  if (!isMap(graphs)) return options;
  const read = (algorithm: string, value: unknown): unknown => {
    const form = typeof value === "string" ? { file: value } : value;
    if (!isMap(form) || form.file === undefined) return value;
    const field = `system.${key}.${algorithm}`;
    const { file, reduceTime, ...more } = validateOptions(
      collectiveFile,
      form,
      field,
      "a collective in a file",
    );
    if (reduceTime !== undefined && !namesMsccl(file)) {
      throw new AstraError("UNSUPPORTED", {
        field: `${field}.reduceTime`,
        problem: "traces tell the times of their reductions themselves",
        hint: "It goes with an algorithm of MSCCL, whose file tells none.",
      });
    }
    return { ...readCollectiveFile(file, { reduceTime, warn }), ...more };
  };
  return {
    ...options,
    [key]: Object.fromEntries(
      Object.entries(graphs).map(([algorithm, value]) => [algorithm, read(algorithm, value)]),
    ),
  };
}
