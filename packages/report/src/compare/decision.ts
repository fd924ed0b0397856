import { formatPercent, type LabelledResult } from "@astra-ts/core";
import { significant } from "../tables/format.js";
import { column, type Table } from "../tables/table.js";

/** Variants whose times differ by less than this are as good as each other. */
const alike = 0.001;
const mostReversals = 4;

/** Totals of the variants on one network, ns. */
interface Totals {
  readonly network: string;
  readonly byVariant: ReadonlyMap<string, number>;
}

/** How far each network is from the most detailed one, by variant. Without rows where there is no such network among several. */
export function errorTable(runs: readonly LabelledResult[], reference: string | undefined): Table {
  const details = runs.filter((run) => networkOf(run) === reference);
  return {
    name: "errors",
    title: `How far each network is from ${reference ?? "the most detailed"}`,
    columns: [
      column("variant", "Variant", "text"),
      column("network", "Network", "text"),
      column("total_ns", "Total", "ns"),
      column("reference_ns", `On ${reference ?? "the most detailed"}`, "ns"),
      column("error_fraction", "Error", "fraction"),
    ],
    rows: runs.flatMap((run) => {
      const detailed = details.find(({ variant }) => variant === run.variant)?.result.time.total;
      if (detailed === undefined || networkOf(run) === reference) return [];
      const { total } = run.result.time;
      return [
        [
          run.variant ?? "base",
          networkOf(run),
          total,
          detailed,
          detailed > 0 ? total / detailed - 1 : null,
        ] as const,
      ];
    }),
  };
}

/** Largest error of each network, and whether it ranks the variants as the most detailed one does, in sentences. */
export function decisionSentences(runs: readonly LabelledResult[], reference: string | undefined): string[] {
  if (reference === undefined) return [];
  const { rows } = errorTable(runs, reference);
  const networks = [...new Set(rows.map(([, network]) => String(network)))];
  if (networks.length === 0) return [];
  const errors = networks.map((network) => {
    const own = rows.filter((row) => row[1] === network && typeof row[4] === "number");
    const worst = own.reduce<(typeof own)[number] | undefined>(
      (most, row) =>
        most === undefined || Math.abs(Number(row[4])) > Math.abs(Number(most[4])) ? row : most,
      undefined,
    );
    if (worst === undefined) return `${network} cannot be told`;
    const error = Number(worst[4]);
    const where = own.length > 1 ? ` (${worst[0]})` : "";
    return `${network} is off by ${own.length > 1 ? "up to " : ""}${error > 0 ? "+" : error < 0 ? "−" : ""}${formatPercent(Math.abs(error))}${where}`;
  });
  return [
    `Measured against ${reference}, the most detailed of them: ${errors.join(", ")}.`,
    ...rankings(runs, reference, networks),
  ];
}

function rankings(runs: readonly LabelledResult[], reference: string, networks: readonly string[]): string[] {
  const detailed = totalsOf(runs, reference);
  if (detailed.byVariant.size < 2) return [];
  const sentences = networks.map((network) => rankingOf(totalsOf(runs, network), detailed));
  const agreeing = networks.filter((_, index) => sentences[index] === undefined);
  const order = [...detailed.byVariant].sort(([, a], [, b]) => a - b).map(([variant]) => variant);
  return [
    ...sentences.filter((sentence) => sentence !== undefined),
    ...(agreeing.length === 0
      ? []
      : [
          `The ranking of the variants is the same on ${[...agreeing, reference].join(", ")}: ${order.join(", ")} (the shortest first).`,
        ]),
  ];
}

/** Pairs of variants that this network ranks otherwise than the detailed one, the clearest first; undefined where there are none. */
function rankingOf(own: Totals, detailed: Totals): string | undefined {
  const variants = [...detailed.byVariant.keys()].filter((variant) => own.byVariant.has(variant));
  const reversals: { readonly text: string; readonly weight: number }[] = [];
  for (const [index, a] of variants.entries()) {
    for (const b of variants.slice(index + 1)) {
      const [ours, theirs] = [preference(own, a, b), preference(detailed, a, b)];
      if (ours.better === theirs.better) continue;
      const text = `${ours.text}, ${theirs.text}`;
      reversals.push({ text, weight: Math.max(ours.ratio, theirs.ratio) });
    }
  }
  if (reversals.length === 0) return undefined;
  reversals.sort((a, b) => b.weight - a.weight);
  const shown = reversals.slice(0, mostReversals).map(({ text }) => text);
  const more =
    reversals.length > shown.length ? `; and ${reversals.length - shown.length} more pairs differ` : "";
  return `The ranking of the variants changes: ${shown.join("; ")}${more}.`;
}

/** `packet prefers ring to direct by 2.2`: which of two variants is shorter, and how many times. */
function preference(
  { network, byVariant }: Totals,
  a: string,
  b: string,
): { readonly better: string | undefined; readonly ratio: number; readonly text: string } {
  const [first, second] = [byVariant.get(a)!, byVariant.get(b)!];
  const [better, worse, low, high] = first <= second ? [a, b, first, second] : [b, a, second, first];
  if (high - low <= high * alike)
    return { better: undefined, ratio: 1, text: `${network} sees no difference between ${a} and ${b}` };
  const ratio = low > 0 ? high / low : Number.POSITIVE_INFINITY;
  return { better, ratio, text: `${network} prefers ${better} to ${worse} by ${significant(ratio)}` };
}

function totalsOf(runs: readonly LabelledResult[], network: string): Totals {
  const own = runs.filter((run) => networkOf(run) === network);
  const byVariant = new Map(own.map(({ variant = "base", result }) => [variant, result.time.total]));
  return { network, byVariant };
}

function networkOf({ network, label }: LabelledResult): string {
  return network ?? label;
}
