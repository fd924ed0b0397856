import type { StandardSchema } from "../schema/standard-schema.js";
import type { GraphInput } from "./create-graph-topology.js";

/**
 * What a reader of machine files is given beside the text.
 * @alpha
 */
export interface TopologyFormatContext {
  /** Name of the file, for errors. */
  readonly file: string;
  /** Told of oddities that the reader accepts, and of what the file says and nothing here can use. */
  readonly warn: (message: string) => void;
}

/**
 * A machine as a file has it, in inner units. `graph.grid` holds the logical dimensions that the file implies, such as servers of some NPUs each.
 * @alpha
 */
export interface MachineFile {
  readonly graph: GraphInput;
  /** Line of the file that tells each link; absent where lines do not. */
  readonly lines?: readonly number[];
  /** Share of packets that each link damages, 0 to 1; absent: none. */
  readonly errorRates?: readonly number[];
}

/**
 * A file format of machines, as a plugin entry: plain data and two pure functions. Files are read by the caller; a format sees text.
 * @alpha
 */
export interface TopologyFormat<Options = unknown> {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Endings of file names in this format, with the dot. They decide only where the texts of two formats look alike. */
  readonly extensions: readonly string[];
  /** True for a text that is meant to be in this format, be it right or wrong: a cheap look at its beginning. Never throws. */
  recognizes(text: string): boolean;
  /** What the files leave open and an experiment may say beside the file, such as the bandwidth of links that have none there; absent: nothing. */
  readonly options?: StandardSchema<Options>;
  /** The machine of a text that `recognizes` accepts. Throws an `AstraError` that names the line; file and link are added by the caller. */
  read(text: string, context: TopologyFormatContext, options: Options): MachineFile;
}

/**
 * Identity function that checks the type and keeps the options' type.
 * @alpha
 */
export function defineTopologyFormat<Options>(format: TopologyFormat<Options>): TopologyFormat<Options> {
  return format;
}
