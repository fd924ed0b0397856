import { AstraError } from "../errors/astra-error.js";
import type { ReportInput } from "./report-input.js";

/** Names of the forms in which results are saved. */
export const savedSchemas = {
  result: "astra-ts/result@2",
  comparison: "astra-ts/comparison@1",
  sweep: "astra-ts/sweep@2",
} as const;

type Kind = ReportInput["kind"];

/**
 * Which of `kinds` a saved value is. Throws INVALID_VALUE where it is of another version, or nothing of ours: its fields would be read as what they are not. Looks at the name of
 * the schema alone.
 */
export function refuseOtherSchema(value: unknown, kinds: readonly Kind[]): Kind {
  const { schema, version } = (value ?? {}) as { readonly schema?: unknown; readonly version?: unknown };
  const own = kinds.find((kind) => savedSchemas[kind] === schema);
  if (own !== undefined) return own;
  const [, name, number] = /^astra-ts\/([a-z]+)@(\d+)$/.exec(typeof schema === "string" ? schema : "") ?? [];
  const kind = kinds.find((known) => known === name);
  if (kind === undefined) {
    throw new AstraError("INVALID_VALUE", {
      field: "schema",
      problem: "these are no results of astra-ts that this version can read",
      found: schema,
      expected: `one of ${kinds.map((known) => savedSchemas[known]).join(", ")}`,
      hint: "Results are saved with --out on run, compare and sweep.",
    });
  }
  const isNewer = Number(number) > Number(savedSchemas[kind].split("@")[1]);
  const maker = typeof version === "string" ? ` (${version})` : "";
  throw new AstraError("INVALID_VALUE", {
    field: "schema",
    problem: isNewer
      ? `a ${kind} of a newer version of astra-ts${maker}`
      : kind === "sweep"
        ? "a sweep of an earlier version, whose times were those of NPU 0"
        : `a ${kind} of an earlier version of astra-ts${maker}`,
    found: schema,
    expected: savedSchemas[kind],
    hint: isNewer ? "Update astra-ts, or make the results again with this version." : "Run it again.",
  });
}
