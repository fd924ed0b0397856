import { AstraError } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { bookSimTraffic } from "../simulation.js";
import { readBookSimConfiguration } from "./read.js";
import { callOf, listOf } from "./values.js";

const text = `
// Topology
topology = mesh;  k = 4;
n = 2;            // dimensions
routing_function = dor;
traffic = hotspot({5});
packet_size = { 1, 5 };
injection_rate = .05; latency_thres = 5e2;
`;

function failure(action: () => unknown): AstraError["details"] {
  try {
    action();
  } catch (error) {
    if (error instanceof AstraError) return { ...error.details, hint: error.hint };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a configuration of BookSim", () => {
  it("is read as BookSim reads it, with its defaults", () => {
    const configuration = readBookSimConfiguration(text, "mesh.cfg");
    expect(configuration.given()).toEqual({
      topology: "mesh",
      k: 4,
      routing_function: "dor",
      traffic: "hotspot({5})",
      packet_size: "{1,5}",
      injection_rate: 0.05,
    });
    expect(configuration.whole("num_vcs")).toBe(16);
  });

  it("has errors that name file, line and parameter", () => {
    expect(failure(() => readBookSimConfiguration("k = 4;\nnum_vc = 2;", "a.cfg"))).toMatchObject({
      file: "a.cfg",
      line: 2,
      field: "num_vc",
      hint: 'Did you mean "num_vcs"?',
    });
    expect(failure(() => readBookSimConfiguration("k = 4;\n\nn 2;", "a.cfg"))).toMatchObject({ line: 3 });
    expect(failure(() => readBookSimConfiguration("k = 4;\nn = 2", "a.cfg"))).toMatchObject({
      problem: "no semicolon at the end",
      line: 2,
    });
    expect(failure(() => readBookSimConfiguration("subnets = 2;", "a.cfg"))).toMatchObject({
      field: "subnets",
      expected: "1",
    });
    const wrong = readBookSimConfiguration("topology = mesh;\nrouting_function = nca;", "a.cfg");
    expect(failure(() => bookSimTraffic(wrong))).toMatchObject({ field: "routing_function", line: 2 });
    expect(
      failure(() => bookSimTraffic({ topology: "mesh", routing_function: "dor", k: 0.5 })),
    ).toMatchObject({
      field: "k",
    });
    const transpose = { topology: "mesh", routing_function: "dor", k: 3, traffic: "transpose" };
    expect(failure(() => bookSimTraffic(transpose))).toMatchObject({ field: "traffic", found: 9 });
    const odd = { topology: "cmesh", routing_function: "dor", k: 3, c: 4 };
    expect(failure(() => bookSimTraffic(odd))).toMatchObject({
      field: "k",
      expected: "an even number in a cmesh",
    });
    const loaded = { topology: "mesh", routing_function: "dor", injection_rate: 1.5 };
    expect(failure(() => bookSimTraffic(loaded))).toMatchObject({ field: "injection_rate", found: 1.5 });
  });

  it("has values with parameters and lists", () => {
    expect(callOf("hotspot({{1,2},{3,1}})")).toEqual({ name: "hotspot", parameters: ["{1,2}", "{3,1}"] });
    expect(listOf("{1,5}")).toEqual(["1", "5"]);
    expect(listOf("7")).toEqual(["7"]);
    expect(listOf("")).toEqual([]);
  });
});
