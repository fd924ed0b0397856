import type { z } from "zod";
import { AstraError } from "../errors/astra-error.js";
import { schemaProblems } from "../schema/validate-options.js";
import { type ExperimentDocument, experimentDocument, topologyForms, workloadForms } from "./document.js";

/** A document that is right, or everything that is wrong with it. */
export type CheckedDocument =
  | { readonly document: ExperimentDocument; readonly problems: readonly [] }
  | { readonly document?: undefined; readonly problems: readonly AstraError[] };

/** Checks an experiment as written: keys, types, units. Names (backends, shapes, algorithms) are checked when the experiment is built. */
export function checkDocument(value: unknown): CheckedDocument {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const problem = new AstraError("INVALID_VALUE", {
      problem: "an experiment is a map of keys",
      found: value,
      expected: "at least the keys topology and workload",
    });
    return { problems: [problem] };
  }
  const { topology, workload } = value as Record<string, unknown>;
  // A union would only say that no form fits; the form that was meant says what is wrong with it.
  const topologyForm = formOf(topologyForms, topology);
  const workloadForm = formOf(workloadForms, workload);
  const problems: AstraError[] = [];
  if (topology !== undefined && topologyForm === undefined) {
    problems.push(
      noForm(
        "topology",
        topology,
        "a list of dimensions, or a map with one of file, system, dimensions, nodes",
      ),
    );
  }
  if (workload !== undefined && workloadForm === undefined) {
    problems.push(noForm("workload", workload, "a map with one of file, trace, trainingLoop, collective"));
  }
  const schema = schemaOf(topologyForm, workloadForm);
  const result = schema.safeParse(value);
  if (result.success && problems.length === 0)
    return { document: result.data as ExperimentDocument, problems: [] };
  const unexplained = problems.map(({ details }) => details.field);
  for (const problem of schemaProblems(schema, result.error?.issues ?? [], value, "", "the experiment")) {
    if (!unexplained.includes(problem.details.field)) problems.push(problem);
  }
  return { problems };
}

type DocumentSchema = z.ZodType<unknown>;
const schemas = new Map<string, DocumentSchema>();

/** The document's schema with the forms that are meant. Made once: a sweep checks one document for each of its points. */
function schemaOf(
  topologyForm: keyof typeof topologyForms | undefined,
  workloadForm: keyof typeof workloadForms | undefined,
): DocumentSchema {
  const key = `${topologyForm} ${workloadForm}`;
  const known = schemas.get(key);
  if (known !== undefined) return known;
  const schema = experimentDocument.extend({
    ...(topologyForm === undefined ? {} : { topology: topologyForms[topologyForm] }),
    ...(workloadForm === undefined ? {} : { workload: workloadForms[workloadForm] }),
  });
  schemas.set(key, schema);
  return schema;
}

function formOf<Forms extends object>(forms: Forms, value: unknown): keyof Forms | undefined {
  if (Array.isArray(value)) return "list" in forms ? ("list" as keyof Forms) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  return (Object.keys(forms) as (keyof Forms)[]).find((key) => key !== "list" && key in value);
}

function noForm(field: string, found: unknown, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", { field, problem: "not in a form that is known", found, expected });
}
