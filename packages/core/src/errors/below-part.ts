import { AstraError } from "./astra-error.js";

/**
 * An error of an entry about its own options, told about the experiment: its field below `part` (`network`, `system`), whether the entry named it alone (`routing`) or in full, below `own`
 * (`network.routing`). Unchanged where the field is one of the machine's, and where the error names a file, whose own keys it speaks of.
 */
export function belowPart(error: AstraError, part: string, own: string = part): AstraError {
  const { field, file } = error.details;
  if (field === undefined || file !== undefined || /^topology\b/.test(field)) return error;
  const rest = field === own || field.startsWith(`${own}.`) ? field.slice(own.length) : `.${field}`;
  return new AstraError(error.code, { ...error.details, field: part + rest });
}
