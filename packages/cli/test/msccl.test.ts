import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { astraTs, root } from "./astra-ts.js";

// An all-reduce among 4 NPUs in one step, as MSCCL's compiler writes it: everyone sends its whole vector to everyone, in one block for each peer, and reduces what it has received.
const npus = 4;
const step = (s: number, type: string, dstoff: number, more = 'depid="-1" deps="-1" hasdep="0"') =>
  `<step s="${s}" type="${type}" srcbuf="i" srcoff="0" dstbuf="s" dstoff="${dstoff}" cnt="4" ${more}/>`;
const gpu = (id: number) => {
  const peers = Array.from({ length: npus }, (_, peer) => peer).filter((peer) => peer !== id);
  const blocks = peers.map(
    (peer, tb) =>
      `<tb id="${tb}" send="${peer}" recv="${peer}" chan="0">${step(0, "s", 0)}${step(1, "r", 4 * tb, 'depid="-1" deps="-1" hasdep="1"')}</tb>`,
  );
  const waits = peers.map(
    (_, tb) => `<step s="${tb}" type="nop" cnt="0" depid="${tb}" deps="1" hasdep="0"/>`,
  );
  const sums = peers.map(
    (_, tb) =>
      `<step s="${peers.length + tb}" type="re" srcbuf="s" srcoff="${4 * tb}" dstbuf="i" dstoff="0" cnt="4"/>`,
  );
  const last = `<tb id="${npus - 1}" send="-1" recv="-1" chan="0">${waits.join("")}${sums.join("")}</tb>`;
  return `<gpu id="${id}" i_chunks="4" o_chunks="0" s_chunks="12">${blocks.join("")}${last}</gpu>`;
};
const xml = `<algo name="onestep" proto="LL" nchannels="1" nchunksperloop="4" ngpus="${npus}" coll="allreduce" inplace="1" outofplace="0" minBytes="0" maxBytes="65536">
${Array.from({ length: npus }, (_, id) => gpu(id)).join("\n")}
</algo>`;

const experiment = (graph: string, more = "allReduceImplementation: [mine]") => `
topology: [{ shape: fully-connected, npus: ${npus}, bandwidth: 10GB/s, latency: 500ns }]
system: { collectiveGraphs: { mine: ${graph} }, ${more} }
workload: { collective: all-reduce, size: 4000 }
`;

let folder: string;
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const time = (...parameters: string[]): number => {
  const { stdout, stderr } = astraTs("run", ...parameters, "--json");
  expect(stderr).toBe("");
  return (JSON.parse(stdout) as { time: { total: number } }).time.total;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-msccl-"));
  mkdirSync(join(folder, "algorithms"));
  write("algorithms/onestep.xml", xml);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a collective of MSCCL's XML", () => {
  it("does the collectives of an experiment, for any size", () => {
    const file = write("experiment.yaml", experiment("algorithms/onestep.xml"));
    // 4000 bytes at 10 bytes/ns and 500 ns; then everyone reduces three times, 1 ns each.
    expect(time(file)).toBe(500 + 400 + 3);
    expect(time(file, "--set", "workload.size=40000")).toBe(500 + 4000 + 3);
    const slow = write("slow.yaml", experiment("{ file: algorithms/onestep.xml, reduceTime: 7us }"));
    expect(time(slow)).toBe(500 + 400 + 3 * 7000);
  });

  it("does those of a system file of ASTRA-sim 2.x", () => {
    const system = write(
      "system.json",
      JSON.stringify({
        "preferred-dataset-splits": 1,
        "all-reduce-implementation": ["ring"],
        "all-reduce-implementation-custom": ["algorithms/onestep.xml"],
      }),
    );
    const network = write(
      "network.yml",
      "topology: [ FullyConnected ]\nnpus_count: [ 4 ]\nbandwidth: [ 10 ]\nlatency: [ 500 ]\n",
    );
    const files = ["--network-configuration", network, "--system-configuration", system];
    // 10 GB/s of a file of 2.x are 2^30 bytes.
    expect(time(...files, "--collective", "all-reduce", "--size", "4000")).toBe(
      500 + Math.floor(4000 / (10 * 1.073741824)) + 3,
    );
  });

  it.each([
    ["a file that is not there", "algorithms/other.xml", /other\.xml: collective algorithm: no such file/],
    ["a file of another kind", "experiment.yaml", /experiment\.yaml: collective algorithm: this is/],
    [
      "an option that a graph does not have",
      "{ file: algorithms/onestep.xml, ovver: dimension }",
      /:3: system\.collectiveGraphs\.mine\.ovver: .* has no such key/,
    ],
    [
      "a time that is none",
      "{ file: algorithms/onestep.xml, reduceTime: long }",
      /:3: system\.collectiveGraphs\.mine\.reduceTime/,
    ],
    [
      "a time of reductions beside traces",
      "{ file: 'ring.{rank}.et', reduceTime: 7us }",
      /reduceTime: traces tell the times/,
    ],
  ])("is refused for %s", (_, graph, message) => {
    write("experiment.yaml", experiment("algorithms/onestep.xml"));
    const { stderr, status } = astraTs("run", write("wrong.yaml", experiment(graph)));
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it("is refused where it does another collective, or another number of NPUs", () => {
    const other = write(
      "other.yaml",
      experiment("algorithms/onestep.xml", "allGatherImplementation: [mine]").replace(
        "all-reduce",
        "all-gather",
      ),
    );
    expect(astraTs("run", other).stderr).toMatch(/allGatherImplementation.*mine/s);
    const more = write("more.yaml", experiment("algorithms/onestep.xml").replace("npus: 4", "npus: 8"));
    expect(astraTs("run", more).stderr).toContain("mine is written for 4 NPUs, not 8");
  });

  it("is named as docs/formats/chakra.md says", () => {
    const page = readFileSync(`${root}docs/formats/chakra.md`, "utf8");
    const [, system] = /```yaml\n(system:\n {2}collectiveGraphs:[\s\S]*?)```/.exec(page)!;
    for (const [name] of system!.matchAll(/\w+\.xml/g)) write(name, xml);
    const machine = experiment("algorithms/onestep.xml").replace(/^system.*$/m, "");
    expect(time(write("page.yaml", `${machine}${system}`))).toBe(500 + 400 + 3);
    expect(time(join(folder, "page.yaml"), "--set", "system.allReduceImplementation=tree")).toBe(
      500 + 400 + 3 * 2000,
    );
  });

  it("is told what it is, by validate", () => {
    const { stdout } = astraTs("validate", join(folder, "algorithms/onestep.xml"));
    expect(stdout).toContain("an MSCCL algorithm (XML): all-reduce of 4 NPUs, 36 operations in all");
    expect(stdout).toContain("collectiveGraphs");
  });
});
