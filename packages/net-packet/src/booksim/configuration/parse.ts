import { AstraError } from "@astra-ts/core";
import type { BookSimValue } from "./parameters.js";

/** A parameter as it stands in a text. */
export interface Assignment {
  readonly name: string;
  readonly value: BookSimValue;
  /** From 1. */
  readonly line: number;
}

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/s;
/** Blanks stand in lists alone. */
const oneValue = /^(?!$)[^\s={}]*(\{[^=]*\}[^\s={}]*)?$/;

/** Reads a configuration of BookSim: `name = value;` each, comments from // to the end of the line. Throws FILE_SYNTAX with file and line. */
export function parseConfiguration(text: string, file?: string): Assignment[] {
  const assignments: Assignment[] = [];
  let line = 1;
  const pieces = text.replace(/\/\/[^\n]*/g, "").split(";");
  for (const [index, piece] of pieces.entries()) {
    const start = line + (piece.match(/^\s*/)?.[0].split("\n").length ?? 1) - 1;
    line += piece.split("\n").length - 1;
    const body = piece.trim();
    if (body === "") continue;
    if (index === pieces.length - 1)
      throw unreadable("no semicolon at the end", body, "name = value;", file, start);
    assignments.push({ ...parseAssignment(body, file, start), line: start });
  }
  return assignments;
}

/** Reads one `name = value`. Throws FILE_SYNTAX. */
export function parseAssignment(
  body: string,
  file?: string,
  line?: number,
): { name: string; value: BookSimValue } {
  const [, name, text] = assignment.exec(body) ?? [];
  if (name === undefined || text === undefined || !oneValue.test(text))
    throw unreadable("not an assignment of one value", body, "name = value;", file, line);
  const compact = text.replace(/\s+/g, "");
  const number = Number(compact);
  return { name, value: Number.isNaN(number) ? compact : number };
}

function unreadable(
  problem: string,
  found: string,
  expected: string,
  file?: string,
  line?: number,
): AstraError {
  return new AstraError("FILE_SYNTAX", { problem, file, line, found, expected });
}
