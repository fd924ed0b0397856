import { type Comparison, printable } from "@astra-ts/core";
import {
  collectiveAgreementTable,
  comparisonSentences,
  comparisonTable,
  errorTable,
  layerAgreementTable,
  type Table,
} from "@astra-ts/report";
import { renderDataTable } from "./data-table.js";

const rowsShown = 24;

/** A comparison as a person reads it: a row for each run, why the others differ from the first, and where they agree. */
export function renderComparison(comparison: Omit<Comparison, "kind">): string {
  const { results, reference } = comparison;
  const [first] = results;
  if (first === undefined) return "";
  const { name, npus } = first.result;
  const table = comparisonTable(results);
  const labelsAreNetworks = results.every(({ label, result }) => label === result.network);
  const blocks = [
    printable(`${name}: ${npus} NPUs`),
    renderDataTable(labelsAreNetworks ? withoutColumn(table, "network") : table),
  ];
  if (results.length > 1) {
    const errors = errorTable(results, reference);
    if (errors.rows.length > 0) blocks.push(titled(errors));
    blocks.push(comparisonSentences(comparison).map(printable).join("\n"));
    const layers = layerAgreementTable(results);
    if (first.result.layers.length > 1) blocks.push(titled(layers));
    const collectives = collectiveAgreementTable(results);
    if (collectives.rows.length > 0) blocks.push(titled(collectives));
  }
  return blocks.join("\n\n");
}

function titled(table: Table): string {
  return `${printable(table.title)}:\n\n${renderDataTable(table, rowsShown)}`;
}

function withoutColumn(table: Table, key: string): Table {
  const dropped = table.columns.findIndex((column) => column.key === key);
  const keep = <Value>(values: readonly Value[]) => values.filter((_, index) => index !== dropped);
  return { ...table, columns: keep(table.columns), rows: table.rows.map(keep) };
}
