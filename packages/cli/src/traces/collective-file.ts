import { existsSync } from "node:fs";
import type { CollectiveKind, GraphWorkload } from "@astra-ts/core";
import { mscclGraph, readMsccl } from "@astra-ts/workload";
import { readText } from "../files/read-text.js";
import { refuseOther } from "../recognition/refuse-other.js";
import { readTraces } from "./read-traces.js";
import { traceNames, tracesThere } from "./trace-names.js";

/** A collective as a file has it, for the option `collectiveGraphs` of the system model `astra`. */
export interface CollectiveFile {
  readonly graph: GraphWorkload;
  /** Collectives that it does; absent: whatever it is named for. */
  readonly kinds?: CollectiveKind[];
  /** Parts that sizes count; absent: bytes. */
  readonly parts?: number;
}

interface ReadOptions {
  /** ns of one reduction or copy, where the file does not tell. Default 1. */
  readonly reduceTime?: number | undefined;
  readonly warn: (message: string) => void;
}

/** Whether a name is that of an algorithm of MSCCL, rather than of traces. */
export function namesMsccl(name: string): boolean {
  return name.endsWith(".xml");
}

/** Reads a collective algorithm: MSCCL's XML, or Chakra's traces by their pattern or prefix. Throws an `AstraError` that names file and line, node or byte. */
export function readCollectiveFile(name: string, { reduceTime, warn }: ReadOptions): CollectiveFile {
  if (!namesMsccl(name)) {
    if (existsSync(name)) refuseOther({ file: name, what: "collective algorithm" }, "traces");
    const ranks = Math.max(1, tracesThere(traceNames(name)));
    return { graph: readTraces(name, { ranks, warn }).workload };
  }
  refuseOther({ file: name, what: "collective algorithm" }, "collective");
  const algorithm = readMsccl(readText(name, "collective algorithm"), name);
  return {
    graph: mscclGraph(algorithm, { reduceTime: reduceTime ?? 1 }),
    kinds: [algorithm.collective],
    parts: algorithm.chunks,
  };
}
