import type { Override } from "./set-override.js";

/** Where the value of a field was written that a change gave. */
export interface ChangeOrigin {
  /** The flag and the field, or the path in the experiment. */
  readonly field: string;
  /** That path; undefined for a flag. */
  readonly path: readonly string[] | undefined;
}

/** The last of the changes that gave a field its value, the field itself or one above it; undefined where none did. */
export function originOfChange(field: string, changes: readonly Override[]): ChangeOrigin | undefined {
  const change = changes.findLast(({ path }) => `${field}.`.startsWith(`${path.join(".")}.`));
  if (change?.from !== undefined) return { field: `${change.from} ${field}`, path: undefined };
  if (change?.at === undefined) return undefined;
  const rest = field.split(".").slice(change.path.length);
  const path = [...change.at, ...rest];
  return { field: path.join("."), path };
}
