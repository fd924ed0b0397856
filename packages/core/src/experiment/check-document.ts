import * as z from "zod";
import { AstraError } from "../errors/astra-error.js";
import { schemaProblems } from "../schema/validate-options.js";
import { type ExperimentDocument, experimentDocument, topologyForms } from "./document.js";
import { jobDocument } from "./jobs-document.js";
import { workloadForms } from "./workload-forms.js";

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
  const { topology, workload, jobs } = value as Record<string, unknown>;
  // A union would only say that no form fits; the form that was meant says what is wrong with it.
  const topologyForm = formOf(topologyForms, topology);
  const workloadForm = formOf(workloadForms, workload);
  const problems: AstraError[] = [];
  if (topology !== undefined && topologyForm === undefined) {
    problems.push(
      noForm(
        "topology",
        topology,
        "a list of dimensions, or a map with one of file, system, dimensions, nodes, generate",
      ),
    );
  }
  if (workload !== undefined && workloadForm === undefined) {
    problems.push(
      noForm("workload", workload, "a map with one of file, model, trace, trainingLoop, collective"),
    );
  }
  const jobForms = Array.isArray(jobs)
    ? jobs.map((job) => formOf(workloadForms, (job as Fields | null)?.workload))
    : [];
  problems.push(...problemsOfJobs(value as Fields));
  const schema = schemaOf(topologyForm, workloadForm, jobs === undefined ? undefined : jobForms);
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
type Fields = Readonly<Record<string, unknown>>;

/** What must not stand side by side. */
function problemsOfJobs({ workload, jobs, background }: Fields): AstraError[] {
  if (jobs !== undefined && workload !== undefined)
    return [
      new AstraError("INVALID_VALUE", {
        field: "workload",
        problem: "an experiment has either one workload or jobs, each with its own",
        expected: "no workload beside jobs",
      }),
    ];
  if (jobs !== undefined || background === undefined) return [];
  return [
    new AstraError("INVALID_VALUE", {
      field: "background",
      problem: "background traffic runs beside jobs",
      expected: "jobs in place of workload",
      hint: "Write the workload as the only one of jobs.",
    }),
  ];
}

type WorkloadForm = keyof typeof workloadForms;
const schemas = new Map<string, DocumentSchema>();

/** The document's schema with the forms that are meant. Made once: a sweep checks one document for each of its points. */
function schemaOf(
  topologyForm: keyof typeof topologyForms | undefined,
  workloadForm: WorkloadForm | undefined,
  jobForms: readonly (WorkloadForm | undefined)[] | undefined,
): DocumentSchema {
  const key = `${topologyForm} ${workloadForm} ${jobForms?.join(",")}`;
  const known = schemas.get(key);
  if (known !== undefined) return known;
  const schema = experimentDocument.extend({
    ...(topologyForm === undefined ? {} : { topology: topologyForms[topologyForm] }),
    ...(jobForms === undefined ? { workload: workloadOf(workloadForm) } : {}),
    ...(jobForms === undefined || jobForms.length === 0 ? {} : { jobs: jobsOf(jobForms) }),
  });
  schemas.set(key, schema);
  return schema;
}

function workloadOf(form: WorkloadForm | undefined) {
  return form === undefined ? jobDocument.shape.workload : workloadForms[form];
}

/** Each job in the form that is meant. */
function jobsOf(forms: readonly (WorkloadForm | undefined)[]) {
  const [first, ...others] = forms.map((form) => jobDocument.extend({ workload: workloadOf(form) }));
  return z.tuple([first!, ...others]);
}

function formOf<Forms extends object>(forms: Forms, value: unknown): keyof Forms | undefined {
  if (Array.isArray(value)) return "list" in forms ? ("list" as keyof Forms) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  return (Object.keys(forms) as (keyof Forms)[]).find((key) => key !== "list" && key in value);
}

function noForm(field: string, found: unknown, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", { field, problem: "not in a form that is known", found, expected });
}
