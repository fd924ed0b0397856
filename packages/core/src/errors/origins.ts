import { AstraError } from "./astra-error.js";

/** Where a value comes from, and what it is called there. */
export interface Origin {
  /** Absent for a flag of the command line. */
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  /** The user's own key, or the flag: `all-reduce-implementation`, `link-bandwidth.0`, `--num-passes`; empty where only the file is known, and the field keeps our name. */
  readonly field: string;
}

/**
 * Origins by the path of our field: `system.allReduceImplementation`, `topology.0.bandwidth`; `topology` for all that is not there. Where they are many, a function finds that of
 * a field by what is left of its path.
 */
export type Origins = ReadonlyMap<string, Origin | ((rest: string) => Origin)>;

/**
 * An error that was found late, in terms of our own fields, told about the user's file and key: the origin of the field or of the nearest one above it, with what is left of the
 * path behind it. Unchanged where the error knows its file already, or where nothing is known of its field.
 */
export function toldOf(error: AstraError, origins: Origins): AstraError {
  const { field, file: known } = error.details;
  if (field === undefined || known !== undefined) return error;
  const path = field.split(".");
  for (let length = path.length; length > 0; length--) {
    const found = origins.get(path.slice(0, length).join("."));
    if (found === undefined) continue;
    const rest = path.slice(length);
    const origin = typeof found === "function" ? found(rest.join(".")) : found;
    const { file, line } = origin;
    const own =
      origin.field === ""
        ? field
        : typeof found === "function"
          ? origin.field
          : [origin.field, ...rest].join(".");
    return new AstraError(error.code, { ...error.details, file, line, field: own });
  }
  return error;
}

/** The same origins, with every path below `part`. */
export function originsBelow(part: string, origins: Origins): Origins {
  return new Map([...origins].map(([path, origin]) => [path === "" ? part : `${part}.${path}`, origin]));
}
