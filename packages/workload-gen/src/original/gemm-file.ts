import { AstraError } from "@astra-ts/core";
import { CsvError, parse } from "csv-parse/browser/esm/sync";

/** A layer as the original's generator takes it: a (m x k) times (k x n) product. */
export interface GemmLayer {
  readonly name: string;
  /** Inputs (rows of the minibatch). */
  readonly m: number;
  /** Output width. */
  readonly n: number;
  /** Input width. */
  readonly k: number;
  /** Fifth column. */
  readonly parallelism: string | undefined;
  /** Line in the file, from 1. */
  readonly line: number;
}

const columns = ["Layer", "m", "n", "k", "parallelism"] as const;

/**
 * Read a CSV of layers, `Layer,m,n,k[,parallelism]`, whose first line is a heading. Throws an error with file, line and column for a line with another
 * number of cells and for a cell that is no whole number above 0.
 */
export function readGemmFile(text: string, file?: string): GemmLayer[] {
  const rows = readRows(text, file);
  const heading = rows.shift();
  if (heading === undefined || rows.length === 0) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "no layers",
      expected: "a heading line, then one line per layer",
    });
  }
  if (/^\d+$/.test(heading.cells[1] ?? "")) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      line: heading.line,
      problem: "the first line must be the heading",
      found: heading.cells.join(","),
      expected: "Layer,m,n,k",
    });
  }
  return rows.map(({ cells, line }) => {
    if (cells.length !== 4 && cells.length !== 5) {
      throw new AstraError("LENGTH_MISMATCH", {
        file,
        line,
        problem: "a layer with the wrong number of cells",
        found: cells.length,
        expected: "4 (Layer,m,n,k) or 5 (and its parallelism)",
      });
    }
    const size = (column: 1 | 2 | 3): number => {
      const cell = cells[column]!;
      if (/^[1-9]\d{0,14}$/.test(cell)) return Number(cell);
      throw new AstraError("INVALID_VALUE", {
        file,
        line,
        field: `column ${column + 1} (${columns[column]})`,
        problem: "bad size",
        found: cell,
        expected: "a whole number above 0",
      });
    };
    const name = cells[0]!;
    if (name === "" || /\s/.test(name)) {
      const expected = "a name without blanks, as the workload file needs";
      throw new AstraError("INVALID_VALUE", {
        file,
        line,
        field: "column 1 (Layer)",
        problem: "bad name",
        found: name,
        expected,
      });
    }
    return { name, m: size(1), n: size(2), k: size(3), parallelism: cells[4], line };
  });
}

function readRows(text: string, file: string | undefined): { cells: string[]; line: number }[] {
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true } as const;
    const records = parse(text, { ...options, info: true }) as unknown as {
      info: { lines: number };
      record: string[];
    }[];
    return records.map(({ info, record }) => ({ cells: record, line: info.lines }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const { lines, column } = cause as CsvError & { lines?: number; column?: number | string };
    const field = column === undefined ? undefined : `column ${Number(column) + 1}`;
    throw new AstraError("FILE_SYNTAX", {
      file,
      line: lines,
      field,
      problem: `not a CSV file (${cause.message})`,
      cause,
    });
  }
}
