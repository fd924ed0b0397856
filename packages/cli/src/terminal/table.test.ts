import process from "node:process";
import { afterEach, describe, expect, it } from "vitest";
import { renderTable } from "./table.js";

const { isTTY, columns } = process.stdout;
const { NO_COLOR } = process.env;

function terminal(width: number): void {
  Object.assign(process.stdout, { isTTY: true, columns: width });
  process.env.NO_COLOR = "1";
}

afterEach(() => {
  Object.assign(process.stdout, { isTTY, columns });
  if (NO_COLOR === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = NO_COLOR;
});

const titles = [
  { title: "run" },
  { title: "total", align: "right" },
  { title: "sent", align: "right" },
] as const;
const rows = [
  ["analytical", "45.681 us", "1.75 MiB"],
  ["packet", "63.097 us", "1.75 MiB"],
];
const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe("renderTable", () => {
  it("draws a row for each row where there is room", () => {
    terminal(80);
    expect(renderTable(titles, rows).split("\n")).toEqual([
      " run              total       sent",
      "───────────────────────────────────",
      " analytical   45.681 us   1.75 MiB",
      " packet       63.097 us   1.75 MiB",
    ]);
  });

  it("wraps a long text where that is enough", () => {
    terminal(60);
    const text = renderTable(
      [{ title: "name" }, { title: "meaning" }],
      [["size", "word ".repeat(30).trim()]],
    );
    expect(widest(text)).toBeLessThanOrEqual(60);
    expect(text.match(/word/g)).toHaveLength(30);
    expect(text.split("\n").length).toBeGreaterThan(4);
  });

  it("turns a table of few rows, and writes blocks where nothing else fits", () => {
    const wide = [...titles, ...["a", "b", "c"].map((title) => ({ title, align: "right" }) as const)];
    const values = rows.map((row) => [...row, "1,000,000", "2,000,000", "3,000,000"]);
    terminal(50);
    expect(renderTable(wide, values).split("\n").slice(0, 3)).toEqual([
      " run     analytical      packet",
      "────────────────────────────────",
      " total    45.681 us   63.097 us",
    ]);
    terminal(24);
    expect(renderTable(wide, values).split("\n").slice(0, 2)).toEqual([
      "run    analytical",
      "total  45.681 us",
    ]);
  });

  it("has room for anything in a pipe", () => {
    Object.assign(process.stdout, { isTTY: false, columns: 10 });
    expect(widest(renderTable(titles, rows))).toBeGreaterThan(30);
  });
});
