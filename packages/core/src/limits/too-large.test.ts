import { describe, expect, it } from "vitest";
import { tooLarge } from "./too-large.js";

describe("errors of what is too large", () => {
  it("say the memory or the time that it would take", () => {
    const memory = tooLarge({ what: "chunks", count: 1e9, bytesEach: 200, field: "system.splits" });
    expect(memory.code).toBe("TOO_LARGE");
    expect(memory.message).toBe("system.splits: 1,000,000,000 chunks would take about 186.26 GiB of memory");
    expect(tooLarge({ what: "messages", count: 1e12 }).message).toBe(
      "1,000,000,000,000 messages would take 2.3 days at 5,000,000 a second",
    );
    expect(tooLarge({ what: "messages", count: 5e17 }).message).toBe(
      "5.0e+17 messages would take 3,171 years at 5,000,000 a second",
    );
    expect(tooLarge({ what: "messages", count: 5e10 }).message).toContain("2.8 hours");
  });
});
