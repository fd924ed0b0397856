/** An entry of a plugin by name, and the options that it ran with. */
export interface ChosenEntry {
  readonly name: string;
  readonly options: unknown;
}

/** Options of every layer as a run used them, defaults filled in. Plain JSON. */
export interface Setup {
  readonly network: ChosenEntry;
  readonly system: ChosenEntry;
  readonly workload: { readonly kind: string; readonly options: unknown };
  /** Seed of the random generator. */
  readonly seed: number;
}

/** Options as JSON has them; null where a plugin's options are nothing that JSON can say. */
export function plainOptions(options: unknown): unknown {
  try {
    return JSON.parse(
      JSON.stringify(options ?? {}, (_, value: unknown) => (isGraph(value) ? graphInShort(value) : value)),
    );
  } catch {
    return null;
  }
}

/** A graph as an option, of a collective say: what it holds is no setting, and may be large. */
interface Graph {
  readonly kind: "graph";
  readonly ranks: readonly unknown[];
}

function isGraph(value: unknown): value is Graph {
  const { kind, ranks } = (value ?? {}) as Partial<Graph>;
  return kind === "graph" && Array.isArray(ranks);
}

function graphInShort({ kind, ranks }: Graph): object {
  return { kind, ranks: ranks.length };
}
