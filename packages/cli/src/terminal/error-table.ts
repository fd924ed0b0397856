import type { KindErrors } from "@astra-ts/workload-gen";
import { renderTable } from "./table.js";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How far predictions are off, a line for each kind of row. */
export function renderErrors(title: string, kinds: readonly KindErrors[]): string {
  const columns = ["rows", "mean error", "nine in ten below", "bias"];
  const table = renderTable(
    [{ title: "kind", align: "left" }, ...columns.map((name) => ({ title: name, align: "right" as const }))],
    kinds.map(({ kind, count, mean, p90, bias }) => [
      kind,
      String(count),
      percent(mean),
      percent(p90),
      percent(bias),
    ]),
  );
  return `${title}\n\n${table}`;
}
