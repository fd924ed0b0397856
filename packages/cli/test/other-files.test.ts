import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAstraError } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNetworkFile } from "../src/astra-sim/network-file.js";
import { readSystemFile } from "../src/astra-sim/system-file.js";
import { readWorkloadFile } from "../src/astra-sim/workload-file.js";
import { loadExperiment } from "../src/experiment/load.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { astraTs, root } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-other-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const example = (name: string) => join(root, "examples/exercise-1", name);
const registry = createDefaultRegistry();
const warn = () => {};
const doors = {
  network: (file: string) => readNetworkFile(file, { registry, warn }),
  system: (file: string) => readSystemFile(file, { warn }),
  workload: (file: string) => readWorkloadFile(file, { registry, warn }),
  experiment: (file: string) => loadExperiment(file),
} as const;
type Door = keyof typeof doors;

/** The files that each door takes. */
const own: Readonly<Record<Door, string>> = {
  network: example("ring.json"),
  system: example("ring.txt"),
  workload: example("all_reduce.txt"),
  experiment: example("experiment.yaml"),
};

/** What the hint of each says. */
const fields: Readonly<Record<Door, string>> = {
  network: "topology: { file: ",
  system: "system: { file: ",
  workload: "workload: { file: ",
  experiment: "astra-ts run",
};

function refusal(door: Door, file: string): { code: string; message: string; hint: string | undefined } {
  try {
    doors[door](file);
  } catch (error) {
    if (isAstraError(error)) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error(`${door} took ${file}`);
}

const names = Object.keys(doors) as Door[];
const strangers: readonly (readonly [string, string, string])[] = [
  ["algorithm.xml", '<algo name="ring" ngpus="4" coll="allreduce">', "an MSCCL algorithm (XML)"],
  ["step.csv", "comm_type,comm_group,msg_size\n", "a list of a step's collectives by AICB (CSV)"],
  ["sketch.json", '{ "intranode_sketch": {}, "internode_sketch": {} }', "a TACCL sketch"],
  ["plan.json", '{ "name": "x", "collective": "allreduce", "gpus": [] }', "an MSCCL++ plan (JSON)"],
  ["mesh.cfg", "topology = mesh;\nk = 8;\n", "a BookSim configuration"],
  ["groups.json", '{"0": [0, 1]}', "a communicator-group file of ASTRA-sim 2.x"],
];

describe("a file of another kind", () => {
  it.each(names)("is named at every door: %s", (door) => {
    doors[door](own[door]);
    for (const other of names.filter((name) => name !== door)) {
      const { code, message, hint } = refusal(door, own[other]);
      expect(code).toBe("FILE_SYNTAX");
      expect(message).toMatch(/: this is an? (network file|system file|workload file|experiment)/);
      expect(message).not.toContain("which is not read");
      expect(hint).toContain(fields[other]);
    }
  });

  it.each(strangers)("of another tool is named at every door: %s", (name, text, kind) => {
    const file = write(name, text);
    for (const door of names) {
      const { code, message } = refusal(door, file);
      expect(code).toBe("FILE_SYNTAX");
      expect(message).toContain(`${file}: `);
      expect(message).toContain(`this is ${kind}`);
    }
  });

  it("is named where it is included, and where no key is one of an experiment", () => {
    write("part.json", '{ "units-count": [8] }');
    const including = write("whole.yaml", "include: part.json\n");
    expect(refusal("experiment", including).message).toContain(
      "part.json: experiment: this is a network file of ASTRA-sim 1.0 (JSON)",
    );
    const manifest = write("package.json", '{ "name": "x", "version": "1.0.0", "license": "MIT" }');
    expect(refusal("experiment", manifest).message).toMatch(
      /: this is no experiment, nor any other file that is known: found \["name","version","license"\]/,
    );
    expect(loadExperiment(write("slip.yaml", "topologie: []\n")).raw).toEqual({ topologie: [] });
  });
});

describe("machines of other tools", () => {
  const topo =
    "Nodes 4\nTiers 2\nPodsize 4\nTier 0\nDownlink_speed_Gbps 100\nRadix_Down 2\nRadix_Up 2\nDownlink_Latency_ns 500\nTier 1\nDownlink_speed_Gbps 100\nRadix_Down 2\nDownlink_Latency_ns 500\n";
  const matrix = "\tGPU0\tGPU1\tCPU Affinity\nGPU0\t X \tNV4\t0-7\nGPU1\tNV4\t X \t0-7\n";

  it("are run, with options beside the file, and options that are wrong are refused", () => {
    write("leaf.topo", topo);
    write("gpus.txt", matrix);
    const experiment = (topology: string) =>
      write("machine.yaml", `topology: ${topology}\nworkload: { collective: all-reduce, size: 4MiB }\n`);
    const run = (topology: string, ...flags: string[]) =>
      JSON.parse(astraTs("run", experiment(topology), "--json", ...flags).stdout) as {
        time: { total: number };
      };
    // Two NVLinks' worth of a pair are one way for each half.
    const slow = run("{ file: gpus.txt, options: { nvLink: 10GB/s } }", "--network", "flow").time.total;
    const fast = run("{ file: gpus.txt, options: { nvLink: 20GB/s } }", "--network", "flow").time.total;
    expect(slow / fast).toBeGreaterThan(1.9);
    for (const network of ["analytical", "flow", "packet"])
      expect(run("{ file: leaf.topo }", "--network", network).time.total).toBeGreaterThan(0);
    const wrong = astraTs("validate", experiment("{ file: gpus.txt, options: { nvlink: 10GB/s } }"));
    expect(wrong.stderr).toMatch(/machine.yaml:1: topology.options.nvlink: .*\s+Did you mean "nvLink"\?/);
    expect(astraTs("validate", experiment("{ file: leaf.topo, options: { a: 1 } }")).stderr).toContain(
      "has no options",
    );
    expect(astraTs("validate", experiment("{ file: leaf.topo, format: htsim }")).stderr).toMatch(
      /unknown topology format/,
    );
  });

  it("are named by validate, with lines where they are wrong", () => {
    expect(astraTs("validate", write("leaf.topo", topo)).stdout).toContain(
      "leaf.topo is an htsim topology (.topo): 4 NPUs",
    );
    const wrong = astraTs("validate", write("leaf.topo", topo.replace("Radix_Up 2", "Radix_Up 3")));
    expect(wrong.stderr).toMatch(/leaf.topo:4: Radix_Up: the numbers do not fit together/);
  });
});

describe("messages of other tools", () => {
  it("are run on any network, with lines where they are wrong", () => {
    const machine = "topology: [{ shape: switch, npus: 3, bandwidth: 1GB/s, latency: 100ns }]\n";
    const total = (file: string) => {
      const experiment = write("messages.yaml", `${machine}workload: { file: ${file} }\nnetwork: flow\n`);
      return (JSON.parse(astraTs("run", experiment, "--json").stdout) as { time: { total: number } }).time
        .total;
    };
    write("list.csv", "time,source,destination,bytes\n1us,0,1,1000\n0,2,1,10\n");
    write("some.cm", "Nodes 3\nConnections 1\n2->0 start 1000000 size 1000\n");
    write(
      "two.goal",
      "num_ranks 3\nrank 0 {\na: calc 1000\nb: send 1000b to 2\nb requires a\n}\nrank 2 {\nrecv 1000b from 0\n}\n",
    );
    expect(["list.csv", "some.cm", "two.goal"].map(total)).toEqual([2200, 2200, 2200]);
    const wrong = astraTs("validate", write("list.csv", "time,source,destination,bytes\n0,0,one,10\n"));
    expect(wrong.stderr).toMatch(/list.csv:2: destination: not the number of an NPU: found "one"/);
    expect(astraTs("workload", "inspect", join(folder, "two.goal")).stdout).toContain("1,000 B");
  });
});

describe("astra-ts validate", () => {
  it("names what a file is, what it says and what to do with it", () => {
    const network = astraTs("validate", own.network);
    expect(network.stdout).toContain(
      "ring.json is a network file of ASTRA-sim 1.0 (JSON): 8 NPUs: ring of 8\n",
    );
    expect(network.stdout).toContain("--network-configuration");
    expect(network.status).toBe(0);
    const json = JSON.parse(astraTs("validate", own.workload, "--json").stdout) as object;
    expect(json).toMatchObject({
      valid: true,
      format: "a workload file of ASTRA-sim 1.0",
      summary: "1 layer, training loop MICRO",
    });
  });

  it("says that a file is not read, and what is wrong with one that is", () => {
    const unread = astraTs("validate", write("step.csv", "comm_type,comm_group,msg_size\n"));
    expect(unread.stderr).toContain(
      "step.csv: this is a list of a step's collectives by AICB (CSV), which is not read.",
    );
    expect(unread.status).toBe(2);
    const wrong = astraTs("validate", write("wrong.json", '{\n "units-count": [0]\n}'));
    expect(wrong.stderr).toContain("wrong.json");
    expect(wrong.status).toBe(2);
  });
});
