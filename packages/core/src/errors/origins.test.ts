import { describe, expect, it } from "vitest";
import { AstraError } from "./astra-error.js";
import { originsBelow, toldOf } from "./origins.js";

const origins = new Map([
  ["topology", { file: "net.json", field: "" }],
  ["topology.0.bandwidth", { file: "net.json", line: 4, field: "link-bandwidth.0" }],
  ["system.queuesPerDimension", { field: "--num-queues-per-dim" }],
  ...originsBelow(
    "system",
    new Map([["allReduceImplementation", { file: "sys.txt", line: 2, field: "all-reduce-implementation" }]]),
  ),
]);

describe("errors that are found late", () => {
  const told = (field: string, file?: string) =>
    toldOf(
      new AstraError("INVALID_VALUE", { problem: "wrong", field, file, found: 3, expected: "4" }),
      origins,
    ).message;

  it("are told about the user's file, line and key", () => {
    expect(told("topology.0.bandwidth")).toBe("net.json:4: link-bandwidth.0: wrong: found 3, expected 4");
    expect(told("system.allReduceImplementation.1")).toMatch(/^sys\.txt:2: all-reduce-implementation\.1: /);
    expect(told("system.queuesPerDimension")).toMatch(/^--num-queues-per-dim: /);
    expect(told("topology.0.latency")).toMatch(/^net\.json: topology\.0\.latency: /);
    expect(told("topology")).toMatch(/^net\.json: topology: wrong/);
  });

  it("stay as they are where the file is known, or nothing", () => {
    expect(told("topology.0.bandwidth", "other.json")).toMatch(/^other\.json: topology\.0\.bandwidth: /);
    expect(told("network.rules")).toMatch(/^network\.rules: /);
  });
});
