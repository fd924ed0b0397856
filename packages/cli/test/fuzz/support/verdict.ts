import { type ErrorCode, isAstraError } from "@astra-ts/core";

/** What became of an input. */
export type Verdict =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused"; readonly code: ErrorCode }
  | { readonly kind: "defect"; readonly problem: string };

/** Codes that say that something of ours broke, which no input may bring about. */
const ourFault: readonly ErrorCode[] = ["PLUGIN_FAILED", "PLUGIN_INVALID", "CONTRACT_BROKEN", "ABORTED"];

/** Whether an error explains itself: one of ours, with a code that is about the input, and a message that names a place or what was found. */
export function verdictOn(error: unknown): Verdict {
  if (!isAstraError(error)) {
    const problem =
      error instanceof Error ? (error.stack ?? error.message) : `not an error: ${String(error)}`;
    return { kind: "defect", problem };
  }
  const { code, details, message } = error;
  const flaw = ourFault.includes(code)
    ? `code ${code}`
    : details.problem === ""
      ? "no problem is named"
      : code !== "DEADLOCK" && !namesSomething(details)
        ? "names neither place nor what was found"
        : /\[object |\bundefined\b|=> |function /.test(
              message
                .replaceAll(textOf(details.found), "")
                .replaceAll(JSON.stringify(details.found) ?? "", ""),
            )
          ? "shows something of the program"
          : message.length > 2000
            ? `message of ${message.length} characters`
            : undefined;
  if (flaw === undefined) return { kind: "refused", code };
  return {
    kind: "defect",
    problem: `${flaw}: ${message.slice(0, 500)}\n${String((details.cause as Error | undefined)?.stack ?? error.stack)}`,
  };
}

function namesSomething({
  file,
  field,
  line,
  found,
  problem,
}: { [Key in "file" | "field" | "line" | "found"]?: unknown } & { problem: string }): boolean {
  return [file, field, line, found].some((part) => part !== undefined) || /\d/.test(problem);
}

/** As a message may show it; an object with a `toString` of its own has no text. */
function textOf(value: unknown): string {
  return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
}
