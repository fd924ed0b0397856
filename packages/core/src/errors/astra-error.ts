import type { ErrorCode } from "./codes.js";
import { printable } from "./printable.js";

/** What an error knows about the input that caused it. Every part is optional but `problem`. */
export interface ErrorDetails {
  /** One clause that says what is wrong, without a full stop: `unknown shape`. */
  problem: string;
  file?: string | undefined;
  /** Line in `file`, from 1. */
  line?: number | undefined;
  /** Path of the field, as the user would write it: `topology.0.bandwidth`, `links-count`. */
  field?: string | undefined;
  /** The value found. */
  found?: unknown;
  /** What would have been right: `one of ring, switch`, `a number above 0`. */
  expected?: string | undefined;
  /** What to do about it, as a sentence. */
  hint?: string | undefined;
  cause?: unknown;
}

const brand = Symbol.for("astra-ts.error");

/**
 * The one error class of astra-ts: a stable `code`, one sentence that names file, field, value found and value expected, and a hint. Sentence and hint hold no control
 * characters, whatever the names and values that they quote; `details` holds those as they were.
 */
export class AstraError extends Error {
  override readonly name: string = "AstraError";
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
    Object.defineProperty(this, brand, { value: true });
  }

  get hint(): string | undefined {
    const { hint } = this.details;
    return hint === undefined ? undefined : printable(hint);
  }

  /** The same error with more of its whereabouts filled in; what is already known stays. */
  located(where: Pick<ErrorDetails, "file" | "line" | "field">): AstraError {
    const { file = where.file, line = where.line, field = where.field } = this.details;
    return new AstraError(this.code, { ...this.details, file, line, field });
  }
}

/** True for an {@link AstraError} of any copy of this package (a brand, not `instanceof`). */
export function isAstraError(value: unknown): value is AstraError {
  return typeof value === "object" && value !== null && brand in value;
}

/** Characters of a value or a field that a message shows. */
const longest = 120;
/** And of a file's path, and of the other clauses, which may quote names. */
const longestFile = 400;
const longestClause = 1200;

function sentence({ problem, file, line, field, found, expected }: ErrorDetails): string {
  const shown = cut(file ?? "", longestFile);
  const place = [line === undefined ? shown : `${shown}:${line}`, cut(field ?? "")]
    .filter((part) => part !== "")
    .join(": ");
  const seen = found === undefined ? "" : `: found ${quote(found)}`;
  const wanted =
    expected === undefined
      ? ""
      : `${found === undefined ? ": " : ", "}expected ${cut(expected, longestClause)}`;
  return printable(`${place === "" ? "" : `${place}: `}${cut(problem, longestClause)}${seen}${wanted}`);
}

function quote(value: unknown): string {
  const text =
    typeof value === "bigint" || Number.isNaN(value) || value === Infinity
      ? String(value)
      : JSON.stringify(value);
  return cut(text ?? String(value));
}

function cut(text: string, most = longest): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}
