import type { JobWorkload, Registry } from "@astra-ts/core";
import { readGroupsFile } from "../astra-sim/side-files.js";
import { readWorkloadFile } from "../astra-sim/workload-file.js";
import { isTraceFile } from "../recognition/is-trace-file.js";
import { readTraces } from "../traces/read-traces.js";
import { namesTraces, traceNames, tracesThere } from "../traces/trace-names.js";

interface ReadOptions {
  readonly registry: Registry;
  /** Name of a workload format; absent: the one that recognizes the text, or traces. */
  readonly format: string | undefined;
  /** ASTRA-sim's file of groups, for traces; and what becomes of groups that are not in it. */
  readonly groups?: string | undefined;
  readonly unknownGroups?: "refuse" | "leave";
  readonly warn: (message: string) => void;
}

/** A workload by itself, without the machine that runs it: a file in any format, or the traces of as many ranks as there are. Throws an `AstraError` that names the file. */
export function readAnyWorkload(
  name: string,
  { registry, format, groups, unknownGroups, warn }: ReadOptions,
): JobWorkload {
  if (format === undefined && (namesTraces(name) || isTraceFile(name)))
    return readTraces(name, {
      ranks: tracesThere(traceNames(name)),
      tensors: true,
      ...(unknownGroups === undefined ? {} : { unknownGroups }),
      ...(groups === undefined ? {} : { groups: readGroupsFile(groups) }),
      warn,
    }).workload;
  return readWorkloadFile(name, { registry, format, warn }).workload;
}
