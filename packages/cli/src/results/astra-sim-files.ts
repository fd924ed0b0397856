import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { AstraError, type Result } from "@astra-ts/core";
import { astraSimFiles } from "@astra-ts/report";
import { readText } from "../files/read-text.js";
import { type Telling, writeOutput } from "../files/write-output.js";

/** Where ASTRA-sim's files go, and which of their rows belong to the run. */
export interface AstraSimPlace extends Telling {
  /** A folder where it ends in a slash or exists; else the start of every file's name, as ASTRA-sim has it. */
  readonly path: string;
  readonly runName: string;
  /** Runs that share the files. */
  readonly totalStatRows: number;
  /** Which of them this one is, from 0. */
  readonly statRow: number;
  /** False: leave out the files of layers and of utilisation. */
  readonly writesCsv: boolean;
}

/** Writes the CSV files of ASTRA-sim 1.0; run 0 starts them anew, the others add their rows. Throws FILE_WRITE, or INVALID_VALUE for a row outside the files. */
export function writeAstraSimFiles(result: Result, place: AstraSimPlace): void {
  const { path, runName, totalStatRows, statRow, writesCsv } = place;
  if (statRow >= totalStatRows) {
    throw new AstraError("INVALID_VALUE", {
      field: "--stat-row",
      problem: "the row is not one of the file's",
      found: statRow,
      expected: `0 to ${totalStatRows - 1}, below --total-stat-rows`,
    });
  }
  const read = (name: string) => {
    const file = fileOf(path, name);
    return existsSync(file) ? readText(file, "ASTRA-sim's CSV file") : undefined;
  };
  const files = astraSimFiles(result, { runName, totalStatRows, statRow }, writesCsv, read);
  for (const [name, text] of files) writeOutput(fileOf(path, name), text, place);
}

function fileOf(path: string, name: string): string {
  const plain = name.replaceAll(/[/\\]/g, "-");
  const isFolder = /[/\\]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
  return isFolder ? join(path, plain) : `${path}${plain}`;
}
