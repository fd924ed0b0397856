/** A plugin entry by name, and its options (checked against the entry's own schema). */
export interface Choice {
  readonly name: string;
  readonly options?: unknown;
}
