import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mebibytes, microseconds, sixDecimals } from "./number-format.js";

describe("numbers as C prints them", () => {
  it("rounds exact ties to the even digit", () => {
    expect(mebibytes(8192)).toBe("0.007812"); // 0.0078125
    expect(mebibytes(3 * 8192)).toBe("0.023438"); // 0.0234375
    expect(sixDecimals(-1 / 128)).toBe("-0.007812");
    expect(sixDecimals(5 + 1 / 128)).toBe("5.007812");
    expect(microseconds(45_681)).toBe("45.681000");
  });

  it("rounds everything else as toFixed does", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (value) => {
        if (!Number.isInteger(value * 128)) expect(sixDecimals(value)).toBe(value.toFixed(6));
      }),
    );
  });

  it("is never further than half a millionth away", () => {
    fc.assert(
      fc.property(fc.nat(), (eighths) => {
        const text = sixDecimals(eighths / 128).replace(".", "");
        // Both sides in units of 1/128 of a millionth.
        const distance = BigInt(text) * 128n - BigInt(eighths) * 1_000_000n;
        expect(distance <= 64n && distance >= -64n).toBe(true);
      }),
    );
  });
});
