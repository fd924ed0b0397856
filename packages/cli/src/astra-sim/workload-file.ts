import { chooseFormat, type JobWorkload, type Origin, type Origins, type Registry } from "@astra-ts/core";
import { readText } from "../files/read-text.js";
import { refuseOther } from "../recognition/refuse-other.js";
import { graphOrigin } from "./graph-origin.js";

interface ReadOptions {
  readonly registry: Registry;
  /** Name of a workload format; absent: the one that recognizes the text. */
  readonly format?: string | undefined;
  readonly warn: (message: string) => void;
}

/** What a workload file says, and where, below `workload`. */
export interface WorkloadFileContent {
  readonly workload: JobWorkload;
  readonly origins: Origins;
}

/** Reads a workload file in any format that a plugin provides: ASTRA-sim 1.0's text, an execution graph in JSON. Throws an `AstraError` that names file and line. */
export function readWorkloadFile(file: string, { registry, format, warn }: ReadOptions): WorkloadFileContent {
  const text = readText(file, "workload file");
  if (format === undefined && !isOfPlugin(registry, text))
    refuseOther({ file, what: "workload file" }, "workload");
  const trainingLoops = new Map(
    registry.list("trainingLoops").map(({ entry }) => [entry.name, entry] as const),
  );
  const origins = new Map<string, Origin | ((rest: string) => Origin)>([["workload", { file, field: "" }]]);
  const workload = chooseFormat(registry, "workloadFormats", text, file, format).read(text, {
    file,
    trainingLoops,
    warn,
    origin: (path, place) => void origins.set(`workload.${path}`, { file, ...place }),
  });
  if (workload.kind === "graph" && text.trimStart().startsWith("{"))
    origins.set("workload", (rest) => graphOrigin(file, text, rest));
  return { workload, origins };
}

/** A plugin may read what we only know by name. */
function isOfPlugin(registry: Registry, text: string): boolean {
  return registry
    .list("workloadFormats")
    .some(({ owner, entry }) => !owner.startsWith("@astra-ts/") && entry.recognizes(text));
}
