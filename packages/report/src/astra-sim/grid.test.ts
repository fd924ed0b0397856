import { describe, expect, it } from "vitest";
import { Grid, nameCell } from "./grid.js";

describe("a file that several runs fill in", () => {
  it("keeps what earlier runs wrote, with padding or without", () => {
    const first = new Grid();
    first.insertRow(0, 1, ["a", "b"]);
    first.insertRow(3, 0, ["late"]);
    expect(first.toString()).toBe(",a,b\n\n\nlate\n");
    for (const text of [first.toString(), ",a,b,,\n,,,,\n,,,,\nlate,,,,\n,,,,\n"]) {
      const second = new Grid(text);
      second.insertRow(1, 0, ["x", "y"]);
      expect(second.toString()).toBe(",a,b\nx,y\n\nlate\n");
    }
  });

  it("puts a second value before the first, as ASTRA-sim does", () => {
    const grid = new Grid();
    grid.insert(0, 0, "1.000000");
    grid.insert(0, 0, "2.000000");
    expect(grid.toString()).toBe("2.0000001.000000\n");
  });

  it("keeps a name in one cell", () => {
    expect(nameCell("ring, 8")).toBe("ring; 8");
  });
});
