import { type Errors, errorOf, errorsBy, references, setOf, sizeOf } from "./groups.js";
import type { Compared, Predictions } from "./predict.js";
import { rankings } from "./ranking.js";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Tables of errors by set, GPU and size of the model, the worst rows and what was left out, as Markdown. */
export function tables({ compared, left }: Predictions): string {
  const named = (what: string, errors: readonly Errors[]): string =>
    table(
      [what, "rows", "mean error", "median", "bias"],
      errors.map(({ name, count, mean, median, bias }) => [
        name,
        count,
        percent(mean),
        percent(median),
        percent(bias),
      ]),
    );
  const sets = errorsBy(compared, setOf).map(({ name, count, mean, median, bias }) => {
    const known = references[name];
    return [
      name,
      count,
      percent(mean),
      percent(median),
      percent(bias),
      known === undefined ? "" : `${known.constant} %`,
      known?.calculon === undefined ? "" : `${known.calculon} %`,
    ];
  });
  return [
    table(["set", "rows", "mean error", "median", "bias", "best constant", "Calculon"], sets),
    named(
      "GPU",
      errorsBy(compared, ({ gpu }) => gpu),
    ),
    named("parameters", errorsBy(compared, sizeOf)),
    table(
      [
        "configurations of one model",
        "GPUs",
        "batch",
        "rows",
        "rank correlation",
        "published best is predicted",
      ],
      rankings(compared).map(({ name, gpus, batch, count, correlation, place }) => [
        name,
        gpus,
        batch,
        count,
        correlation.toFixed(2),
        `number ${place}`,
      ]),
    ),
    table(["row", "model", "published s", "predicted s", "error"], worst(compared).map(line)),
    table(["left out because", "rows"], reasons(left)),
  ].join("\n\n");
}

/** Every row, as comma-separated values; times in seconds, the error a share. */
export function allRows(compared: readonly Compared[]): string {
  const rows = compared.map((one) => {
    const { row, gpu, published, predicted } = one;
    const texts = [row.id, setOf(one), gpu, row.model.name].map((text) => `"${text.replaceAll('"', '""')}"`);
    const figures = [published, predicted, errorOf(one)].map((value) => value.toPrecision(4));
    return [...texts, ...figures].join(",");
  });
  return `${["id,set,gpu,model,published_s,predicted_s,error", ...rows].join("\n")}\n`;
}

function line(one: Compared): (string | number)[] {
  const { row, published, predicted } = one;
  return [row.id, row.model.name, published.toPrecision(4), predicted.toPrecision(4), percent(errorOf(one))];
}

function worst(compared: readonly Compared[]): Compared[] {
  return compared.toSorted((a, b) => Math.abs(errorOf(b)) - Math.abs(errorOf(a))).slice(0, 20);
}

function reasons(left: Predictions["left"]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { reason } of left) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || a.localeCompare(b, "en"));
}

function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [titles, titles.map((_, index) => (index === 0 ? "---" : "---:")), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
