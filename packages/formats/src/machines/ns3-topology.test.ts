import { createGraphTopology, isAstraError } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLogicalDimensions } from "./logical-dimensions.js";
import { ns3Topology } from "./ns3-topology.js";
import { ns3Delay, ns3Rate } from "./ns3-units.js";

const star =
  "5 1 4\n4\n4 0 400Gbps 0.0005ms 0\n4 1 400Gbps 0.0005ms 0\n4 2 400Gbps 0.0005ms 0.25\n4 3 100Gbps 1us 0\n";
const servers =
  "7 2 2 1 6 H100\n4 5 6\n0 4 2880Gbps 0.000025ms 0\n1 4 2880Gbps 0.000025ms 0\n2 5 2880Gbps 0.000025ms 0\n3 5 2880Gbps 0.000025ms 0\n0 6 400Gbps 0.0005ms 0\n2 6 400Gbps 0.0005ms 0\n";

const read = (text: string) => ns3Topology.read(text, { file: "topology.txt", warn: () => {} }, undefined);

function problem(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (isAstraError(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("topologies of ASTRA-sim's ns-3", () => {
  it("are nodes and links both ways, rates in bytes per ns and delays in ns", () => {
    const { graph, lines, errorRates } = read(star);
    expect(graph.nodes.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      ...[0, 1, 2, 3].map((rank) => `npu npu ${rank}`),
      "switch switch 4",
    ]);
    expect(graph.links[0]).toEqual({ from: "switch 4", to: "npu 0", bandwidth: 50, latency: 500 });
    expect(graph.links[3]).toEqual({ from: "switch 4", to: "npu 3", bandwidth: 12.5, latency: 1000 });
    expect(lines).toEqual([3, 4, 5, 6]);
    expect(errorRates).toEqual([0, 0, 0.25, 0]);
    expect(graph.grid).toEqual([4]);
    expect(createGraphTopology(graph).graph().route(0, 3)).toHaveLength(2);
  });

  it("do not care for line breaks, and may have no switch", () => {
    const ring = "3 0 3\n\n0 1 25Gbps 0.005ms 0\n1 2 25Gbps 0.005ms 0\n\n2 0 25Gbps\n0.005ms 0";
    expect(read(ring).graph.links.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "npu 0 npu 1",
      "npu 1 npu 2",
      "npu 2 npu 0",
    ]);
  });

  it("of SimAI have servers with NVSwitches, which are named first", () => {
    const { graph } = read(servers);
    expect(graph.nodes.slice(4).map(({ name }) => name)).toEqual(["nvswitch 4", "nvswitch 5", "switch 6"]);
    expect(graph.links[0]).toMatchObject({ bandwidth: 360, latency: 25 });
    expect(graph.grid).toEqual([2, 2]);
  });

  it.each([
    ["5 5 1\n0 1 2 3 4\n", /no node is left that could be an NPU/],
    ["2 0 1\n0 1 25Gbps 0.005ms", /:2: .*the file ends too early: expected the error rate of link 1/],
    [
      "2 0 1\n0 2 25Gbps 0.005ms 0",
      /:2: .*not the other end of link 1: found "2", expected a whole number from 0 to 1/,
    ],
    ["2 0 1\n0 1 25GBit 0.005ms 0", /:2: .*not the rate of link 1: found "25GBit", expected a rate such as/],
    ["2 0 1\n0 1 25Gbps 5parsecs 0", /not the delay of link 1: found "5parsecs"/],
    ["2 0 1\n0 1 25Gbps 5us 1.5", /not the error rate of link 1: found "1.5", expected a number from 0 to 1/],
    ["2 0 1\n0 1 25Gbps 5us 0\n1 0", /:3: .*goes on where it should end/],
    [
      "3 1 1\n0\n0 1 25Gbps 5us 0",
      /:2: .*an NPU and a switch have the same number: found 0, expected numbers from 2 to 2/,
    ],
    ["4 2 1\n3 3\n0 1 25Gbps 5us 0", /a switch is named twice/],
    ["2 0 99999999999\n0 1 25Gbps 5us 0", /:1: .*not the number of links/],
  ])("%j is refused", (text, sentence) => {
    expect(problem(text)).toMatch(sentence);
  });

  it("are told from other files", () => {
    expect([star, servers].map(ns3Topology.recognizes)).toEqual([true, true]);
    expect(["", "1 2\n", "8 0 8 9\n", "num-npus: 8\n", "{}"].some(ns3Topology.recognizes)).toBe(false);
  });

  it("are read as they were written, whatever the links", () => {
    const link = fc.record({
      rate: fc.integer({ min: 1, max: 3200 }),
      delay: fc.integer({ min: 0, max: 100_000 }),
      error: fc.constantFrom("0", "0.000000", "1e-05"),
    });
    fc.assert(
      fc.property(fc.array(link, { minLength: 1, maxLength: 20 }), (links) => {
        const body = links.map(
          ({ rate, delay, error }, id) => `${id} ${id + 1} ${rate}Gbps ${delay / 1e6}ms ${error}`,
        );
        const { graph } = read([`${links.length + 1} 0 ${links.length}`, "", ...body].join("\n"));
        expect(graph.links.map(({ bandwidth, latency }) => [bandwidth, latency])).toEqual(
          links.map(({ rate, delay }) => [rate / 8, delay]),
        );
      }),
    );
  });
});

describe("ns-3's units", () => {
  it.each([
    ["400Gbps", 50],
    ["100Gb/s", 12.5],
    ["8000000kbps", 1],
    ["1GiB/s", 2 ** 30 / 1e9],
    ["2.5GBps", 2.5],
    ["8e9bps", undefined],
    ["400", undefined],
    ["Gbps", undefined],
    ["4XBps", undefined],
  ])("rate %s", (text, expected) => expect(ns3Rate(text)).toBe(expected));

  it.each([
    ["0.0005ms", 500],
    ["0.000025ms", 25],
    ["1us", 1000],
    ["5", 5e9],
    ["1e-6s", 1000],
    ["250ps", 0.25],
    ["-1ms", undefined],
    ["1d", undefined],
  ])("delay %s", (text, expected) => expect(ns3Delay(text)).toBe(expected));
});

describe("logical dimensions", () => {
  it("are numbers, or texts of them", () => {
    expect(readLogicalDimensions({ "logical-dims": ["8", 2] })).toEqual([8, 2]);
  });

  it.each([
    [{}],
    [null],
    [{ "logical-dims": [] }],
    [{ "logical-dims": "8" }],
    [{ "logical-dims": ["8", "x"] }],
    [{ "logical-dims": [0] }],
  ])("%j is refused", (value) => {
    expect(() => readLogicalDimensions(value)).toThrow(/logical-dims/);
  });
});
