import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { sweepParquet } from "./sweep-parquet.js";

describe("a sweep as a Parquet file", () => {
  it("has a row for each point, gaps where a point has nothing, and says its units", async () => {
    const sweep = {
      name: "µ",
      parameters: [
        { key: "network", label: "Network", unit: "text" as const },
        { key: "size_bytes", label: "Size", unit: "B" as const },
      ],
      measures: [
        { key: "total_ns", label: "Total time", unit: "ns" as const },
        { key: "mfu", label: "MFU", unit: "fraction" as const },
      ],
      rows: Array.from({ length: 2500 }, (_, index) => ({
        network: index % 2 === 0 ? "packet" : "analytical-congestion",
        size_bytes: 2 ** 40 + index,
        ...(index === 7 ? {} : { total_ns: index / 3 }),
      })),
    };
    const content = await sweepParquet(sweep);
    const file = content.buffer as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows).toEqual(sweep.rows.map((row) => ({ total_ns: null, ...row, mfu: null })));
    const { key_value_metadata: metadata } = parquetMetadata(file);
    expect(metadata).toContainEqual({ key: "unit.total_ns", value: "ns" });
  });

  it("may have no rows", async () => {
    const content = await sweepParquet({
      name: "",
      parameters: [],
      measures: [{ key: "a", label: "A", unit: "ns" }],
      rows: [],
    });
    expect(await parquetReadObjects({ file: content.buffer as ArrayBuffer })).toEqual([]);
  });
});
