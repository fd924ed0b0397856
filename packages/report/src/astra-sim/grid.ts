/** A file of comma-separated cells that several runs fill in, each at places of its own. */
export class Grid {
  readonly #rows: string[][];

  /** `text`: what an earlier run left, with or without padding. */
  constructor(text = "") {
    this.#rows = text.split(/\r?\n/).map((line) => line.split(","));
  }

  /** Puts a text into a cell, before what is there already, which is how ASTRA-sim's writer does it. */
  insert(row: number, column: number, text: string): void {
    while (this.#rows.length <= row) this.#rows.push([]);
    const cells = this.#rows[row];
    while (cells.length <= column) cells.push("");
    cells[column] = text + cells[column];
  }

  /** Puts texts into neighbouring cells. */
  insertRow(row: number, column: number, texts: readonly string[]): void {
    texts.forEach((text, index) => {
      this.insert(row, column + index, text);
    });
  }

  /** The file, without empty cells at the ends of rows and without empty rows at the end. */
  toString(): string {
    const lines = this.#rows.map((cells) => cells.join(",").replace(/,+$/, ""));
    return `${lines.join("\n").replace(/\n+$/, "")}\n`;
  }
}

/** A name as a cell: a comma would start another. */
export function nameCell(name: string): string {
  return name.replaceAll(",", ";");
}
