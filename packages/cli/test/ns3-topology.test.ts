import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { itWithNs3 } from "../../net-ns3/test/support/with-ns3.js";
import { astraTs } from "./astra-ts.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-topology-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | object): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

/** Eight NPUs on one switch, as ASTRA-sim's sample has them. */
function star(errorRate = "0", rate = "400Gbps"): string {
  const links = [0, 1, 2, 3, 4, 5, 6, 7].map((npu) => `8 ${npu} ${rate} 0.0005ms ${errorRate}`);
  return ["9 1 8", "8", ...links, ""].join("\n");
}

const logical = write("logical.json", { "logical-dims": ["4", "2"] });
const workload = { collective: "all-reduce", size: "64KiB" };

/** Total time of each network, ns, with warnings. */
function compare(experiment: object, networks: string): { totals: number[]; stderr: string } {
  const file = write("experiment.yaml", experiment);
  const { status, stdout, stderr } = astraTs("compare", file, "--networks", networks, "--json");
  expect(status, stderr).toBe(0);
  const { results } = JSON.parse(stdout) as { results: { result: { time: { total: number } } }[] };
  return { totals: results.map(({ result }) => result.time.total), stderr };
}

describe("a topology for ns-3", () => {
  it("is the machine of every network, as if its links were written out", () => {
    const file = write("star.txt", star());
    const nodes = Array.from({ length: 9 }, (_, id) => {
      return id < 8 ? { name: `npu ${id}`, kind: "npu" } : { name: "switch 8", kind: "switch" };
    });
    const links = nodes.slice(0, 8).map(({ name }) => {
      return { from: "switch 8", to: name, bandwidth: "50GB/s", latency: "500ns" };
    });
    const networks = "analytical,analytical-congestion,flow,packet";
    const read = compare({ topology: { file, logical }, workload }, networks);
    expect(read).toEqual(compare({ topology: { nodes, links, grid: [4, 2] }, workload }, networks));
    expect(compare({ topology: { file, grid: [4, 2] }, workload }, networks)).toEqual(read);
    expect(read.stderr).toBe("");
  });

  it("goes with ASTRA-sim's own flags", () => {
    const system = write("system.json", {
      "scheduling-policy": "LIFO",
      "endpoint-delay": 10,
      "active-chunks-per-dimension": 1,
      "preferred-dataset-splits": 1,
      "all-reduce-implementation": ["ring", "ring"],
      "collective-optimization": "localBWAware",
    });
    const flags = [
      ...["--network-configuration", write("star.txt", star())],
      ...["--logical-topology-configuration", logical],
      ...["--system-configuration", system, "--collective", "all-reduce", "--size", "64KiB"],
    ];
    const { status, stdout, stderr } = astraTs("run", ...flags, "--network", "flow", "--json");
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ topology: [{ npus: 4 }, { npus: 2 }] });
  });

  itWithNs3("damages packets, which ns3 alone simulates and others tell of", () => {
    const file = write("bad.txt", star("0.01"));
    const run = (network: object) =>
      astraTs("run", write("run.yaml", { topology: { file }, workload, network }), "--json");
    const flow = JSON.parse(run({ backend: "flow" }).stdout) as { warnings: string[] };
    expect(flow.warnings.join()).toMatch(
      /bad\.txt: 8 links damage packets, as the network ns3 alone simulates/,
    );
    const udp = run({ backend: "ns3", mtu: 1500 });
    expect(udp.stderr).toMatch(
      /lost a packet of UDP on the link from .*, which damages some.*transport: tcp/s,
    );
    const tcp = run({ backend: "ns3", mtu: 1500, transport: "tcp" });
    const { networkReport } = JSON.parse(tcp.stdout) as {
      networkReport: { counters: Record<string, number> };
    };
    expect(networkReport.counters.droppedPackets).toBeGreaterThan(0);
    expect(networkReport.counters.retransmissions).toBeGreaterThan(0);
  });

  it.each([
    [{ file: write("slow.txt", star("0", "0.0000001kbps")) }, /slow\.txt:3: link 1.bandwidth: .*found/],
    [{ file: write("cut.txt", "9 1 8\n8\n8 0 400Gbps") }, /cut\.txt:3: the file ends too early/],
    [
      { file: write("parted.txt", "3 1 1\n2\n2 0 1Gbps 1us 0") },
      /parted\.txt.*no way leads from npu [01] to npu [01]/,
    ],
    [
      { file: write("star.txt", star()), grid: [3, 2] },
      /experiment\.yaml:\d+: topology\.grid: .*found \[3,2\]/,
    ],
    [
      { file: write("star.txt", star()), logical: write("three.json", { "logical-dims": [3] }) },
      /three\.json:1: logical-dims: .*product is 8/,
    ],
    [
      { file: write("star.txt", star()), logical: write("none.json", { "logical-dims": ["x"] }) },
      /none\.json:1: logical-dims\.0: .*found "x"/,
    ],
    [
      { file: write("star.txt", star()), logical: write("other.json", { "units-count": [8] }) },
      /a network file of ASTRA-sim 1\.0.*expected JSON with the sizes of dimensions/,
    ],
    [{ file: write("star.txt", star()), logical, grid: [8] }, /given twice/],
    [
      {
        file: write(
          "net.yml",
          "topology: [ Ring ]\nnpus_count: [ 8 ]\nbandwidth: [ 50 ]\nlatency: [ 500 ]\n",
        ),
        grid: [8],
      },
      /topology\.grid: the network file .* has dimensions of its own/,
    ],
  ])("%o is refused, with file and line", (topology, sentence) => {
    const file = write("experiment.yaml", JSON.stringify({ topology, workload }, null, 1));
    const { status, stderr } = astraTs("run", file);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(sentence);
  });
});
