import type { Compared } from "./predict.js";

/** Sets whose error is told beside that of others: the best constant fitted to the set, and Calculon with its own system file; mean errors, per cent. */
export const references: Readonly<Record<string, { readonly constant: number; readonly calculon?: number }>> =
  {
    "Megatron-LM 2021, table 1": { constant: 6.7, calculon: 10.3 },
    "Korthikanti 2022, table 5": { constant: 15.3, calculon: 3.65 },
    "vTrain, several nodes": { constant: 17.8, calculon: 15.3 },
    "vTrain, one node": { constant: 59.5, calculon: 38.9 },
    "MLPerf GPT-3, h100": { constant: 14.4 },
    "MLPerf Llama 3.1 405B": { constant: 3.9 },
    "llm-foundry, a100": { constant: 16.4 },
    torchtitan: { constant: 18.7 },
    MegaScale: { constant: 12.1 },
  };

/** The set that a row is told with. */
export function setOf({ row: { set, source, model }, gpu }: Compared): string {
  const from = JSON.stringify(source);
  if (from.includes("2104.04473 Table 1")) return "Megatron-LM 2021, table 1";
  if (from.includes("2205.05198")) return "Korthikanti 2022, table 5";
  if (from.includes("2402.15627")) return "MegaScale";
  if (set === "vtrain") return from.includes("multi") ? "vTrain, several nodes" : "vTrain, one node";
  if (set === "torchtitan") return "torchtitan";
  if (set === "llmfoundry") return `llm-foundry, ${gpu.replace("-40gb", "")}`;
  if (set === "mlperf" && model.name.startsWith("GPT-3")) return `MLPerf GPT-3, ${gpu}`;
  if (set === "mlperf" && model.name.includes("405B")) return "MLPerf Llama 3.1 405B";
  return `${set}, ${gpu}`;
}

/** Sizes of models, billions of parameters. */
export function sizeOf({ row: { model } }: Compared): string {
  const { layers, hidden, ffn, gated, vocab } = model;
  const parameters = layers! * (4 * hidden! ** 2 + (gated ? 3 : 2) * hidden! * ffn!) + vocab! * hidden!;
  const limits: readonly (readonly [number, string])[] = [
    [1e9, "below 1 B"],
    [1e10, "1 B to 10 B"],
    [1e11, "10 B to 100 B"],
  ];
  return limits.find(([most]) => parameters < most)?.[1] ?? "from 100 B";
}

/** Mean and median of absolute errors, and mean with signs; shares. */
export interface Errors {
  readonly name: string;
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly bias: number;
}

export function errorOf({ predicted, published }: Compared): number {
  return predicted / published - 1;
}

/** Errors by what `name` says of each row, in alphabetical order. */
export function errorsBy(compared: readonly Compared[], name: (one: Compared) => string): Errors[] {
  const groups = new Map<string, number[]>();
  for (const one of compared) groups.set(name(one), [...(groups.get(name(one)) ?? []), errorOf(one)]);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [...groups]
    .map(([group, errors]) => {
      const sizes = errors.map(Math.abs).sort((a, b) => a - b);
      return {
        name: group,
        count: errors.length,
        mean: mean(sizes),
        median: sizes[sizes.length >> 1]!,
        bias: mean(errors),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}
