import {
  formatCount,
  formatSize,
  formatTime,
  type GraphWorkload,
  type LayerWorkload,
  printable,
} from "@astra-ts/core";
import type {
  GeneratedWorkload,
  LayerRow,
  ModelFigures,
  PassRow,
  ProgramInspection,
  WorkloadInspection,
} from "@astra-ts/workload-gen";
import { type Column, renderTable } from "./table.js";

const right = (title: string): Column => ({ title, align: "right" });

/** What was generated, and for what. */
export interface GenerationReport {
  readonly workload: LayerWorkload | GraphWorkload;
  /** Absent for a file of layers. */
  readonly generated: GeneratedWorkload | undefined;
  readonly compute: string;
  readonly output: string | undefined;
  /** Size of the file. */
  readonly bytes: number;
}

/** A generated workload as a person reads it: figures against the published ones, memory per NPU, where it was written. */
export function renderGenerated({ workload, generated, compute, output, bytes }: GenerationReport): string {
  const form =
    workload.kind === "layers"
      ? `table of ${workload.layers.length} layers for the loop ${workload.trainingLoop}`
      : `execution graph, ${new Set(workload.ranks).size} programs for ${workload.ranks.length} NPUs`;
  const written: [string, string] = [
    "workload",
    `${form}, ${formatSize(bytes)}${output === undefined ? "" : ` in ${output}`}`,
  ];
  if (generated === undefined) return facts("layers from a file", [["compute", compute], written]);
  const { figures, parallelism, batch, npus, memory } = generated;
  const { tensor, data, pipeline, expert, microbatches } = parallelism;
  const degrees = Object.entries({ tensor, data, pipeline, expert, microbatches })
    .filter(([, degree]) => degree > 1)
    .map(([name, degree]) => `${name} ${degree}`);
  const text = facts(`${figures.model} on ${npus} NPUs`, [
    ["parallelism", degrees.join(", ") || "none"],
    [
      "batch",
      `${formatCount(batch)}${figures.sequence === undefined ? "" : ` x ${formatCount(figures.sequence)} tokens`}`,
    ],
    ["parameters", parametersText(figures)],
    ["training FLOP", `${scientific(figures.trainingFlops)} per ${figures.item}`],
    ["compute", compute],
    written,
  ]);
  const rows = memory.map((entry) => [
    String(entry.stage),
    ...[
      entry.parameters,
      entry.gradients,
      entry.optimizer,
      entry.activations,
      entry.gathered,
      entry.total,
    ].map((size) => formatSize(size)),
  ]);
  const columns = ["parameters", "gradients", "optimizer", "activations", "gathered", "total"].map(right);
  return `${text}\n\n${memoryTitle(generated)}\n${renderTable([{ title: "stage" }, ...columns], rows)}`;
}

function memoryTitle({ memory, memoryOfNpu }: GeneratedWorkload): string {
  if (memoryOfNpu === undefined) return "Memory per NPU:";
  const most = Math.max(...memory.map(({ total }) => total));
  const verdict = most > memoryOfNpu ? "does not fit" : "fits";
  return `Memory per NPU (${verdict}: ${formatSize(most)} of ${formatSize(memoryOfNpu)}):`;
}

/** The layers of a plan: parameters, and compute and communication of each pass, per NPU and microbatch. */
export function renderLayerTable(layers: readonly LayerRow[]): string {
  const cells = (row: PassRow): string[] => [formatTime(row.time), communicationText(row)];
  const rows = layers.map((row) => [
    row.name,
    formatCount(row.parameters),
    formatSize(row.activationBytes),
    formatSize(row.gradientBytes),
    ...cells(row.forward),
    ...cells(row.inputGradient),
    ...cells(row.weightGradient),
  ]);
  const columns: Column[] = [
    { title: "layer" },
    right("parameters"),
    right("activations"),
    right("gradients to add"),
    ...["forward", "input gradient", "weight gradient"].flatMap((title) => [
      right(title),
      { title: "communication" },
    ]),
  ];
  return renderTable(columns, rows);
}

/** What a workload file consists of. */
export function renderInspection(
  file: string,
  inspection: WorkloadInspection,
  { layers, top, rate }: { layers: boolean; top: number; rate: number | undefined },
): string {
  const { kind, trainingLoop, size, npus, programs } = inspection;
  const what = {
    layers: `table of ${formatCount(size)} layers for the loop ${trainingLoop}`,
    graph: `execution graph of ${formatCount(size)} nodes on ${formatCount(npus ?? 0)} NPUs`,
    collective: "one collective",
  }[kind];
  const parts = programs.map((program) => renderProgram(program, { layers, top, rate }));
  return [printable(`${file}: ${what}`), ...parts].join("\n\n");
}

/** The zoo. */
export function renderModels(
  figures: readonly ModelFigures[],
  aliases: Readonly<Record<string, string>>,
): string {
  const rows = figures.map((entry) => {
    const also = Object.keys(aliases).filter((alias) => aliases[alias] === entry.model);
    return [
      [entry.model, ...also].join(", "),
      formatCount(entry.parameters),
      `${scientific(entry.trainingFlops)} per ${entry.item}`,
      entry.source,
    ];
  });
  return renderTable(
    [{ title: "model" }, right("parameters"), right("training FLOP"), { title: "source" }],
    rows,
  );
}

function renderProgram(
  program: ProgramInspection,
  { layers, top, rate }: { layers: boolean; top: number; rate: number | undefined },
): string {
  const { computePerByte: intensity } = program;
  const ratio =
    intensity === null
      ? "no communication"
      : rate === undefined
        ? `${intensity.toPrecision(4)} ns of compute per byte`
        : `${(intensity * rate).toPrecision(4)} FLOP per byte`;
  const text = facts(program.npus, [
    ["compute", `${formatTime(program.compute)} (${formatCount(program.compute)} ns)`],
    ...(program.operations === undefined && program.memoryBytes === undefined
      ? []
      : ([
          [
            "for a roofline",
            `${scientific(program.operations ?? 0)} operations, ${formatSize(program.memoryBytes ?? 0)} between memory and compute units`,
          ],
        ] satisfies [string, string][])),
    ["communication", `${formatSize(program.bytes)} asked for`],
    ["intensity", ratio],
  ]);
  const phases = renderTable(
    [{ title: "phase" }, right("compute"), right("collectives and sends"), right("bytes")],
    program.phases.map(({ phase, compute, collectives, bytes }) => [
      phase,
      formatTime(compute),
      formatCount(collectives),
      formatSize(bytes),
    ]),
  );
  const largest = renderTable(
    [{ title: "largest" }, { title: "group" }, right("size"), right("times"), { title: "first in" }],
    program.collectives
      .slice(0, top)
      .map(({ collective, group, bytes, count, where }) => [
        collective,
        group,
        formatSize(bytes),
        formatCount(count),
        where,
      ]),
  );
  return [
    text,
    phases,
    ...(program.collectives.length > 0 && top > 0 ? [largest] : []),
    ...(layers ? [renderRows(program)] : []),
  ].join("\n\n");
}

/** As long as the workload: a trace may have a million. */
function renderRows({ rows }: ProgramInspection): string {
  return renderTable(
    [{ title: "layer" }, right("compute"), right("bytes"), { title: "communication" }],
    rows.map(({ name, compute, bytes, communication }) => [
      name,
      formatTime(compute),
      formatSize(bytes),
      communication,
    ]),
  );
}

function parametersText({ parameters, published }: ModelFigures): string {
  if (published === undefined) return formatCount(parameters);
  const difference = ((parameters / published.parameters - 1) * 100).toFixed(2);
  return `${formatCount(parameters)} (published: ${formatCount(published.parameters)}, ${difference} % off)`;
}

function communicationText({ communication }: PassRow): string {
  return (
    communication
      .map(({ collective, group, bytes }) => `${collective} ${formatSize(bytes)} (${group})`)
      .join(", ") || "-"
  );
}

function scientific(value: number): string {
  return value.toExponential(3).replace("e+", "e");
}

function facts(title: string, entries: readonly (readonly [string, string])[]): string {
  const widest = Math.max(...entries.map(([label]) => label.length));
  const lines = entries.map(([label, value]) => `  ${label.padEnd(widest)}  ${value}`);
  return [title, ...lines].map(printable).join("\n");
}
