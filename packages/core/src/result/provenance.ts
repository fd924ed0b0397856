/** How a result came to be, for whoever wants to make it again; the version of astra-ts, the seed and all options stand in the result itself. Plain JSON. */
export interface Provenance {
  /** The command line. */
  readonly command?: string;
  /** The experiment as it was run, with its includes and changes; absent where there was no experiment file. */
  readonly experiment?: unknown;
}
