import { formatCount, printable } from "@astra-ts/core";
import { forwardFlops, importedFigures, type ModelGraph } from "@astra-ts/workload-gen";
import { renderTable } from "./table.js";

const flops = (value: number): string => `${(value / 1e9).toFixed(3)} GFLOP`;

/** Arithmetic of a forward pass of the batch that the file was exported with. */
export function renderForwardFlops(model: ModelGraph): string {
  const { products, convolutions, attention } = forwardFlops(model);
  const plain = products + convolutions + attention.plain;
  const rows = (
    [
      ["products of matrices", products],
      ["convolutions", convolutions],
      ["attention of several operators", attention.plain],
      ["all that PyTorch's counter counts on a CPU", plain],
      ["attention of one operator", attention.fused],
      ["all", plain + attention.fused],
    ] as const
  ).filter(([, value], index) => value > 0 || index > 4);
  return `Forward pass of the exported batch:\n${renderTable(
    [{ title: "what" }, { title: "FLOP", align: "right" }],
    rows.map(([what, value]) => [what, flops(value)]),
  )}`;
}

/** What a model without a machine consists of. */
export function renderModel(file: string, model: ModelGraph): string {
  const { parameters, source } = importedFigures(model);
  const counts = new Map<string, number>();
  for (const { type } of model.operators) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts].sort(([, a], [, b]) => b - a).map(([type, count]) => `${type} ${count}`);
  const inputs = model.inputs.map((name) => `${name} (${(model.shapes.get(name) ?? []).join(" x ")})`);
  const lines = [
    `${file}: a model (${source})`,
    `  inputs      ${inputs.join(", ")}`,
    `  parameters  ${formatCount(parameters)} (${parameters})`,
    `  operators   ${types.join(", ")}`,
  ];
  return `${lines.map((line) => printable(line)).join("\n")}\n\n${renderForwardFlops(model)}`;
}
