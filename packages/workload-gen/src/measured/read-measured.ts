import { AstraError } from "@astra-ts/core";
import { z } from "zod";
import { type KernelSizes, kernelSizes } from "./kernel-row.js";
import { blockSizes, type ModelSizes, stepSizes } from "./model-row.js";
import type { RowTimes } from "./times.js";

/** One row of a file of measured times. */
export interface MeasuredRow {
  readonly id: string;
  readonly sizes: KernelSizes | ModelSizes;
  /** Each call was timed by itself, the host's work included, and not a recorded graph of many. */
  readonly eager: boolean;
  /** Measured times, us; a row without any asks for a prediction alone. */
  readonly times: RowTimes;
}

/** Measured rows, and what was passed over. */
export interface MeasuredFile {
  readonly rows: readonly MeasuredRow[];
  /** Rows that are notes of the script which measured, or whose measurement failed: how many of each `op`. */
  readonly passedOver: ReadonlyMap<string, number>;
}

const time = z.number().positive();
const head = z.looseObject({
  id: z.string().optional(),
  op: z.string(),
  how: z.string().optional(),
  error: z.string().optional(),
});
const times = z.object({
  us: time.optional(),
  forward_us: time.optional(),
  backward_us: time.optional(),
  optimizer_us: time.optional(),
});
const sizesOf = z.union([kernelSizes, blockSizes, stepSizes]);
/** Rows that say something of the run rather than of a kernel. */
const notes = new Set(["device", "end"]);
/** Rows that `measure-gpu.py` takes by calling again and again, where they do not say how. */
const calledOneByOne = new Set(["adam", "attention_backward", "gelu_backward", "layernorm_backward"]);

/** Reads rows of measured times: a JSON object a line, as `measure-gpu.py` writes them. Throws FILE_SYNTAX, MISSING_FIELD or INVALID_VALUE with the line. */
export function readMeasured(text: string, file: string | undefined): MeasuredFile {
  const rows: MeasuredRow[] = [];
  const passedOver = new Map<string, number>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const at = { file, line: index + 1 };
    const value = parseLine(line, at);
    const { id = `line ${index + 1}`, op, how, error } = checked(head, value, at);
    if (notes.has(op) || error !== undefined) {
      passedOver.set(op, (passedOver.get(op) ?? 0) + 1);
      continue;
    }
    const sizes = checked(sizesOf, value, at);
    const eager = how === undefined ? calledOneByOne.has(op) : how === "eager";
    rows.push({ id, sizes, eager, times: checked(times, value, at) });
  }
  return { rows, passedOver };
}

interface Place {
  readonly file: string | undefined;
  readonly line: number;
}

function parseLine(line: string, at: Place): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new AstraError("FILE_SYNTAX", {
      ...at,
      problem: `no JSON (${(cause as Error).message})`,
      expected: "a JSON object a line",
      cause,
    });
  }
}

function checked<Output>(schema: z.ZodType<Output>, value: unknown, at: Place): Output {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const { op } = value as { op?: unknown };
  const issue = error.issues[0]!;
  throw new AstraError("INVALID_VALUE", {
    ...at,
    field: issue.path.join(".") || "op",
    problem:
      issue.path.length > 0 ? issue.message : "no kind of measured row that is known, or sizes are missing",
    found:
      issue.path.length > 0
        ? issue.path.reduce<unknown>(
            (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
            value,
          )
        : op,
    expected: "a row as the measuring script writes it",
  });
}
