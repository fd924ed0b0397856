import type { TrainingLoop } from "./training-loop.js";
import type { JobWorkload } from "./workload.js";

/** What a reader of workload files is given beside the text. */
export interface WorkloadFormatContext {
  /** Name of the file, for errors. */
  readonly file: string;
  /** Training loops of all plugins, by name. */
  readonly trainingLoops: ReadonlyMap<string, TrainingLoop>;
  /** Told of oddities that the reader accepts. */
  readonly warn: (message: string) => void;
  /**
   * Told where a value of the workload stands, so that an error that is found late can say so: the path of the value (`layers.3`, `modelParallelGroup`), its line, and what the
   * file calls it. What is not told is only located in the file.
   */
  readonly origin?: (path: string, place: { readonly line?: number; readonly field: string }) => void;
}

/** A file format of workloads, as a plugin entry: plain data and two pure functions. Files are read by the caller; a format sees text. */
export interface WorkloadFormat {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Endings of file names in this format, with the dot. They decide only where the texts of two formats look alike. */
  readonly extensions: readonly string[];
  /** True for a text that is meant to be in this format, be it right or wrong: a cheap look at its beginning. Never throws. */
  recognizes(text: string): boolean;
  /** The workload of a text that `recognizes` accepts. Throws an `AstraError` that names the file and the line. */
  read(text: string, context: WorkloadFormatContext): JobWorkload;
}

/** Identity function that checks the type. */
export function defineWorkloadFormat(format: WorkloadFormat): WorkloadFormat {
  return format;
}
