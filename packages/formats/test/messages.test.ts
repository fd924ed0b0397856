import { readdirSync, readFileSync } from "node:fs";
import {
  createRegistry,
  createTopology,
  type GraphWorkload,
  isAstraError,
  simulate,
  type WorkloadFormat,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { describe, expect, it } from "vitest";
import { fileFormats, goal, htsimConnections, messageList } from "../src/index.js";

const registry = createRegistry([analyticalNetworks, systemLayer, workloadLayer]);
const textOf = (path: string): string => readFileSync(new URL(`files/${path}`, import.meta.url), "utf8");
const warnings: string[] = [];
const context = {
  file: "file",
  trainingLoops: new Map(),
  warn: (message: string) => void warnings.push(message),
};
const read = (format: WorkloadFormat, text: string) => format.read(text, context) as GraphWorkload;

/** When each NPU is done, on a switch whose way takes 200 ns and 1 ns a byte. */
async function finish(workload: GraphWorkload, network = "flow"): Promise<readonly number[]> {
  const result = await simulate(
    {
      name: "messages",
      topology: createTopology([
        { shape: "switch", npus: workload.ranks.length, bandwidth: 1, latency: 100 },
      ]),
      network: { name: network, options: {} },
      workload,
    },
    registry,
  );
  return result.npuFinish;
}

function problem(format: WorkloadFormat, text: string): string {
  try {
    read(format, text);
  } catch (error) {
    if (isAstraError(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("a list of messages", () => {
  it("sends each at its time, whatever the order of rows and columns", async () => {
    const text = "bytes, source, destination, time\n1000, 0, 1, 5us\n# late\n500, 0, 1, 0\n1KiB,2,1,1e3\n";
    expect(await finish(read(messageList, text))).toEqual([6200, 6200, 2224]);
  });

  it.each([
    ["time,source,destination,bytes\n0,0,0,1\n", /:2: destination: a message of an NPU to itself/],
    ["time,source,destination,bytes\n0,0,x,1\n", /:2: destination: not the number of an NPU: found "x"/],
    ["time,source,destination,bytes\n0,0,1\n", /:2: /],
    ["time,source,destination,bytes\n0,0,1,many\n", /:2: bytes: .*found "many"/],
    ["time,source,destination,bytes\n", /no messages/],
  ])("%j is refused", (text, sentence) => {
    expect(problem(messageList, text)).toMatch(sentence);
  });
});

describe("htsim's connection matrices", () => {
  it("send at picoseconds", async () => {
    expect(await finish(read(htsimConnections, textOf("htsim-connections/one.cm")))).toContain(2_000_200);
    const late = "Nodes 2\nConnections 1\n0->1 start 3000000 size 100\n";
    expect(await finish(read(htsimConnections, late))).toEqual([3300, 3300]);
  });

  it("start connections when their triggers fire", async () => {
    // 0 sends to 1, which then sends on; 2 hears of that, and sends when both are over.
    const text =
      "Nodes 3\nConnections 3\nTriggers 2\n0->1 id 1 start 0 size 100 recv_done_trigger 1\n1->0 id 2 trigger 1 size 100 send_done_trigger 2\n" +
      "1->2 id 3 trigger 2 size 100\ntrigger id 1 oneshot\ntrigger id 2 barrier count 1\n";
    expect(await finish(read(htsimConnections, text))).toEqual([600, 900, 900]);
  });

  it("tell a rank of another one's signal by a message of no bytes", async () => {
    const text =
      "Nodes 3\nConnections 2\nTriggers 1\n0->1 id 1 start 0 size 100 recv_done_trigger 1\n2->0 id 2 trigger 1 size 100\ntrigger id 1 oneshot\n";
    expect(await finish(read(htsimConnections, text))).toEqual([800, 500, 800]);
  });

  it.each([
    ["Nodes 2\nConnections 2\n0->1 start 0 size 10\n", /:2: Connections: .*found 1, expected 2/],
    ["Nodes 2\nConnections 1\n0->2 start 0 size 10\n", /:3: there is no such node: found 2/],
    ["Nodes 2\nConnections 1\n0->1 start 0\n", /:3: a flow without an end/],
    ["Nodes 2\nConnections 1\n0->1 size 5\n", /:3: a flow starts in one way/],
    ["Nodes 2\nConnections 1\n0->1 start 0 size 10 color 3\n", /"color" is not known/],
    ["Nodes 2\nConnections 1\n0->1 trigger 1 size 10\ntrigger id 1 oneshot\n", /nothing fires the trigger/],
    [
      "Nodes 2\nConnections 1\n0->1 id 1 trigger 1 size 10 send_done_trigger 1\ntrigger id 1 oneshot\n",
      /in a circle/,
    ],
    ["Nodes 2\nConnections 1\nhello\n", /a line of an unknown kind/],
  ])("%j is refused", (text, sentence) => {
    expect(problem(htsimConnections, text)).toMatch(sentence);
  });
});

describe("GOAL schedules", () => {
  it("run as graphs", async () => {
    const text = `
num_ranks 2 // two
rank 0 { l1: calc 1000
  l2: send 100b to 1 tag 7
  l2 requires l1 }
rank 1 {
  /* of another size than
     what is sent */
  a: recv 64b from 0 tag 7 cpu 0 nic 0
  b: calc 50
  b requires a
  c: calc 20 cpu 1
  c irequires b
}`;
    expect(await finish(read(goal, text))).toEqual([1300, 1350]);
  });

  it("of LogGOPSim's example end when the last leaf has its byte", async () => {
    const times = await finish(read(goal, textOf("goal/binary_tree_32.goal")), "analytical");
    expect(times).toHaveLength(32);
    // Five levels, 201 ns each.
    expect(Math.max(...times)).toBe(5 * 201);
  });

  it.each([
    ["num_ranks 2\nrank 0 {\nl1: recv 1b from -1 tag 0\n}\n", /:3: a receive from anyone/],
    ["num_ranks 2\nrank 0 {\nl1: send 1b to 2\n}\n", /:3: there is no such rank: found 2/],
    [
      "num_ranks 2\nrank 0 {\nl1: calc 5\nl1 requires l2\n}\n",
      /:4: there is no such label in this rank before: found "l2"/,
    ],
    ["num_ranks 2\nrank 0 {\ncalc 5\n", /does not end/],
    ["num_ranks 2\nrank 0 {\nsleep 5\n}\n", /:3: not a statement: found "sleep 5"/],
    ["num_ranks 1\nrank 0 {\na: calc 5\nb: calc 5\na irequires b\nb irequires a\n}\n", /in a circle/],
    ["num_ranks 0\n", /the number of ranks is missing/],
  ])("%j is refused", (text, sentence) => {
    expect(problem(goal, text)).toMatch(sentence);
  });
});

describe("every real file", () => {
  it.each(["goal", "htsim-connections"])(
    "of %s is recognized by one format and simulated",
    async (folder) => {
      for (const name of readdirSync(new URL(`files/${folder}/`, import.meta.url))) {
        const text = textOf(`${folder}/${name}`);
        const fitting = fileFormats.entries.workloadFormats!.filter((format) => format.recognizes(text));
        expect(fitting.map((format) => format.name)).toEqual([folder]);
        expect(Math.max(...(await finish(read(fitting[0]!, text))))).toBeGreaterThan(0);
      }
    },
  );
});
