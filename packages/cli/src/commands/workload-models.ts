import { modelFigures, zoo, zooAliases } from "@astra-ts/workload-gen";
import { print } from "../terminal/print.js";
import { renderModels } from "../terminal/workload-tables.js";

/** Flags of `astra-ts workload models`. */
export interface ModelsFlags {
  readonly json: boolean;
}

/** Lists the models of the zoo. */
export function listModels({ json }: ModelsFlags): void {
  const figures = zoo.map((model) => modelFigures(model));
  const text = json ? JSON.stringify(figures, null, 2) : renderModels(figures, zooAliases);
  print(`${text}\n`);
}
