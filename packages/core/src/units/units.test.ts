import { describe, expect, it } from "vitest";
import { formatBandwidth, formatCount, formatPercent, formatSize, formatTime } from "./format.js";
import { parseBandwidth, parseSize, parseTime } from "./quantity.js";

describe("units", () => {
  it("tells decimal from binary prefixes, bytes from bits", () => {
    expect(parseBandwidth("50GB/s")).toBe(50);
    expect(parseBandwidth("50GiB/s")).toBeCloseTo((50 * 2 ** 30) / 1e9, 10);
    expect(parseBandwidth("400Gb/s")).toBeCloseTo(50, 10);
    expect(parseSize("4MiB")).toBe(4 * 2 ** 20);
    expect(parseSize("4MB")).toBe(4e6);
    expect(parseTime("500ns")).toBe(500);
    expect(parseTime("1.5 us")).toBe(1500);
    expect(parseTime(7)).toBe(7);
  });

  it("refuses what is no quantity, naming field, value and units", () => {
    expect(() => parseTime("5 parsecs", "topology.0.latency")).toThrow(
      'topology.0.latency: not a time: found "5 parsecs", expected a number with a unit',
    );
    expect(() => parseSize("1.5B")).toThrow("whole number of bytes");
    expect(() => parseSize(-1)).toThrow("not a size");
    expect(() => parseBandwidth(Number.NaN)).toThrow("not a bandwidth");
  });

  it("formats with the unit that reads best", () => {
    expect(formatTime(45681)).toBe("45.681 us");
    expect(formatSize(1.75 * 2 ** 20)).toBe("1.75 MiB");
    expect(formatBandwidth(53.6870912)).toBe("53.69 GB/s");
    expect(formatCount(17534229)).toBe("17,534,229");
    expect(formatPercent(0.125)).toBe("12.5 %");
  });
});
