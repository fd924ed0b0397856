import { existsSync } from "node:fs";
import { forwardFlops, importedFigures, inspectWorkload, parseFlopRate } from "@astra-ts/workload-gen";
import { readModelFile } from "../files/read-model-file.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { identify } from "../recognition/known-formats.js";
import { glimpseOfFile } from "../recognition/look/glimpse.js";
import { showWarnings } from "../terminal/messages.js";
import { renderModel } from "../terminal/model-tables.js";
import { print } from "../terminal/print.js";
import { renderInspection } from "../terminal/workload-tables.js";
import { readAnyWorkload } from "./any-workload.js";

export interface InspectFlags {
  readonly layers: boolean;
  readonly top: number;
  readonly peakFlops?: string;
  readonly format?: string;
  readonly plugin: string[];
  readonly json: boolean;
}

/** Shows what a workload consists of. */
export async function inspect(file: string, flags: InspectFlags): Promise<void> {
  const rate = flags.peakFlops === undefined ? undefined : parseFlopRate(flags.peakFlops, "--peak-flops");
  if (flags.format === undefined && isModel(file)) {
    inspectModel(file, flags);
    return;
  }
  const registry = createDefaultRegistry(await loadPlugins({ flags: flags.plugin }));
  const warnings: string[] = [];
  const workload = readAnyWorkload(file, {
    registry,
    format: flags.format,
    unknownGroups: "leave",
    warn: (message) => void warnings.push(message),
  });
  const inspection = inspectWorkload(workload);
  showWarnings(warnings);
  const text = flags.json
    ? JSON.stringify(inspection, null, 2)
    : renderInspection(file, inspection, { layers: flags.layers, top: flags.top, rate });
  print(`${text}\n`);
}

function isModel(file: string): boolean {
  return existsSync(file) && identify(glimpseOfFile(file, "file"))?.reader === "model";
}

/** A model without a machine: what it is, before it is spread over anything. */
function inspectModel(file: string, { json }: InspectFlags): void {
  const model = readModelFile(file);
  showWarnings(model.warnings);
  const figures = importedFigures(model);
  print(
    json
      ? `${JSON.stringify({ ...figures, forward: forwardFlops(model) }, null, 2)}\n`
      : `${renderModel(file, model)}\n`,
  );
}
