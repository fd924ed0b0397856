import { identify } from "./known-formats.js";
import { glimpseOfFile } from "./look/glimpse.js";

/** Whether a file is one rank's execution trace of Chakra, in protobuf or JSON. Throws FILE_MISSING. */
export function isTraceFile(file: string): boolean {
  return identify(glimpseOfFile(file, "workload file"))?.reader === "traces";
}
