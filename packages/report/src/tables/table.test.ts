import { busyTime } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { fakeResult, mergedResult } from "../../test/fake-result.js";
import { formatCell } from "./format.js";
import { resultCsv, resultTables } from "./result-tables.js";
import { column, tableCsv, tableJson } from "./table.js";

describe("tables", () => {
  const table = {
    name: "t",
    title: "T",
    columns: [column("name", "Name", "text"), column("time_ns", "Time", "ns")],
    rows: [
      ['a "quoted", name', 1.5],
      ["two\nlines", null],
    ],
  };

  it("are CSV by RFC 4180", () => {
    expect(tableCsv(table)).toBe('name,time_ns\n"a ""quoted"", name",1.5\n"two\nlines",\n');
  });

  it("are JSON with their columns' units", () => {
    const json = JSON.parse(tableJson(table));
    expect(json.columns[1]).toEqual({ key: "time_ns", label: "Time", unit: "ns" });
    expect(json.rows[1]).toEqual({ name: "two\nlines", time_ns: null });
  });

  it("of a result are rectangular and name their units", () => {
    const suffix = { ns: /_ns$/, "B/ns": /_bytes_per_ns$/, B: /bytes/, fraction: /fraction|utilization/ };
    for (const { columns, rows } of resultTables(fakeResult({ network: "packet" }))) {
      for (const row of rows) expect(row).toHaveLength(columns.length);
      for (const { key, unit } of columns)
        if (unit in suffix) expect(key).toMatch(suffix[unit as keyof typeof suffix]);
    }
  });

  it("of a result are files", () => {
    const files = resultCsv(fakeResult({ network: "packet" }));
    expect(Object.keys(files)).toEqual([
      "layers.csv",
      "delays.csv",
      "dimensions.csv",
      "links.csv",
      "latency.csv",
      "npus.csv",
      "timeline.csv",
    ]);
    expect(resultCsv(mergedResult())["timeline-overview.csv"].split("\n").slice(0, 2)).toEqual([
      "npu,kind,start_ns,end_ns,busy_fraction,main",
      "1,compute,0,1024,0.5,early",
    ]);
    expect(files["npus.csv"]).toMatch(/^npu,finish_ns,compute_ns,bytes_sent\n0,/);
  });

  it("show units", () => {
    expect(formatCell(1536, "B")).toBe("1.5 KiB");
    expect(formatCell(45681, "ns")).toBe("45.681 us");
    expect(formatCell(50, "B/ns")).toBe("50 GB/s");
    expect(formatCell(0.123, "fraction")).toBe("12.3 %");
    expect(formatCell(null, "ns")).toBe("–");
  });
});

describe("busyTime", () => {
  it("ends an open span with the run", () => {
    expect(busyTime([0, 10, 20], 25)).toBe(15);
  });
});
