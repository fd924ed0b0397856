import type { Result } from "@astra-ts/core";

/** A result in a comparison. */
export interface LabelledResult {
  /** Backend or variant: `packet`, `analytical, 2 links`. */
  readonly label: string;
  readonly result: Result;
}
