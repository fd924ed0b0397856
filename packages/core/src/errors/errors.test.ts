import { describe, expect, it } from "vitest";
import { AstraError, isAstraError } from "./astra-error.js";
import { DeadlockError } from "./deadlock-error.js";
import { didYouMean, nearest } from "./suggest.js";

describe("AstraError", () => {
  it("is one sentence that names place, value found and value expected", () => {
    const error = new AstraError("INVALID_VALUE", {
      file: "ring.json",
      line: 7,
      field: "link-bandwidth.0",
      problem: "not a bandwidth",
      found: -50,
      expected: "a number above 0",
      hint: "Bandwidths are in GiB/s.",
    });
    expect(error.message).toBe(
      "ring.json:7: link-bandwidth.0: not a bandwidth: found -50, expected a number above 0",
    );
    expect(error.code).toBe("INVALID_VALUE");
    expect(error.hint).toBe("Bandwidths are in GiB/s.");
  });

  it("cuts what was found when it is long, and shows what JSON cannot say", () => {
    expect(
      new AstraError("INVALID_VALUE", { problem: "x", found: "y".repeat(500) }).message.length,
    ).toBeLessThan(150);
    expect(new AstraError("INVALID_VALUE", { problem: "x", found: Number.NaN }).message).toBe("x: found NaN");
    expect(new AstraError("INVALID_VALUE", { problem: "x", found: () => 1 }).message).toContain("() => 1");
  });

  it("is known by a brand, so that one of another copy of the package is known too", () => {
    expect(isAstraError(new AstraError("ABORTED", { problem: "x" }))).toBe(true);
    const foreign = Object.defineProperty(new Error("x"), Symbol.for("astra-ts.error"), { value: true });
    expect(isAstraError(foreign)).toBe(true);
    expect(isAstraError(new Error("x"))).toBe(false);
    expect(isAstraError(null)).toBe(false);
  });

  it("keeps what it knows of its place when more becomes known", () => {
    const error = new AstraError("UNKNOWN_KEY", { problem: "x", field: "a" }).located({
      file: "f",
      line: 3,
      field: "b",
    });
    expect(error.message).toBe("f:3: a: x");
  });
});

describe("DeadlockError", () => {
  it("lists who waits for whom, and how many more there are", () => {
    const waiters = Array.from({ length: 11 }, (_, rank) => ({
      rank,
      waitsFor: `a message from rank ${rank + 1}`,
      phase: 2,
      since: 500,
    }));
    const { message } = new DeadlockError(1234, waiters);
    expect(message).toContain("stopped at 1234 ns");
    expect(message).toContain("rank 0 waits for a message from rank 1 (phase 2) since 500 ns");
    expect(message).toContain("and 3 more");
  });

  it("shows some of each kind, however many there are of one", () => {
    const stuck = Array.from({ length: 40 }, (_, link) => ({
      kind: "network",
      waitsFor: `a credit of link ${link}`,
    }));
    const lost = { kind: "delivery", rank: 1, waitsFor: "the network to deliver a message" };
    const waiting = [2, 3].map((rank) => ({ kind: "workload", rank, waitsFor: "its collective" }));
    const told = new DeadlockError(7, [...stuck, lost, ...waiting]).message.split("work left: ")[1];
    expect(told?.split("; ")).toEqual([
      ...[0, 1, 2, 3, 4].map((link) => `something waits for a credit of link ${link}`),
      "and 35 more",
      "rank 1 waits for the network to deliver a message",
      "rank 2 waits for its collective",
      "rank 3 waits for its collective",
    ]);
  });
});

describe("suggestions", () => {
  it("finds what was meant, and nothing where nothing is near", () => {
    expect(nearest("rign", ["ring", "switch"])).toBe("ring");
    expect(didYouMean("fully-conected", ["ring", "fully-connected"])).toBe('Did you mean "fully-connected"?');
    expect(didYouMean("torus", ["ring", "switch"])).toBeUndefined();
  });
});
