import type { Choice } from "@astra-ts/core";
import type { ExperimentDocument } from "@astra-ts/core/document";
import { isMap } from "./merge.js";

/** The backends that a document names, which need not be in order: `networks`, or the one `network`, or `analytical`. Undefined for what names none. */
export function namedNetworks({ network, networks }: Partial<ExperimentDocument>): (Choice | undefined)[] {
  const named: unknown = networks ?? [network ?? "analytical"];
  if (!Array.isArray(named)) return [];
  return named.map((choice: unknown) => {
    if (typeof choice === "string") return { name: choice };
    if (!isMap(choice) || typeof choice.backend !== "string") return undefined;
    const { backend, ...options } = choice;
    return { name: backend, options };
  });
}

/** The backends that an experiment names, one at least. */
export function networkChoices(document: ExperimentDocument): Choice[] {
  return namedNetworks(document).filter((choice) => choice !== undefined);
}
