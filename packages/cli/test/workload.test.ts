import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createTopology, type GraphWorkload, readGraph, simulate } from "@astra-ts/core";
import { encodeTrace, type TraceMessage } from "@astra-ts/workload";
import { findModel, fixed, generateWorkload, overrideModel } from "@astra-ts/workload-gen";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { main } from "../src/main.js";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { astraTs, root } from "./astra-ts.js";

const folder = mkdtempSync(join(tmpdir(), "astra-ts-workload-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

/** Runs the command in this process, from the repository's root. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => stdout.push(String(text)) > 0);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => stderr.push(String(text)) > 0);
  const code = await main(args.map((arg) => (/^(examples|packages)\//.test(arg) ? root + arg : arg)));
  vi.restoreAllMocks();
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

const original = "packages/workload-gen/fixtures/original/";
const readmes = ["pipeline", "moe", "fsdp"].map(
  (name) => [name, readFileSync(`${root}examples/${name}/README.md`, "utf8")] as const,
);
const commands = readmes.flatMap(([name, text]) =>
  [...text.matchAll(/^astra-ts (workload generate .*) --output (\S+)$/gm)].map(([, command, file]) => ({
    name,
    command: command!,
    file: file!,
  })),
);

describe("the examples of generated workloads", () => {
  it.each(commands)("$file is what its command makes", async ({ command, file }) => {
    const output = join(folder, "example.json");
    const { code, stderr } = await run(...command.split(" "), "--output", output);
    expect(code, stderr).toBe(0);
    expect(readFileSync(output, "utf8")).toBe(readFileSync(root + file, "utf8"));
  });

  it.each(readmes)("examples/%s/README.md names every size that its workload has", (name, text) => {
    const { file } = commands.find((command) => command.name === name)!;
    const { ranks } = readGraph(readFileSync(root + file, "utf8"));
    const nodes = [...new Set(ranks)].flatMap((program) => [...program]);
    const sizes = new Set(
      nodes.flatMap((node) => (node.kind !== "compute" && "bytes" in node ? [node.bytes] : [])),
    );
    const cells = [...text.matchAll(/\| ([\d,]{7,}) (?=\|)/g)].map(([, number]) =>
      Number(number!.replaceAll(",", "")),
    );
    expect([...sizes].filter((size) => !cells.includes(size))).toEqual([]);
  });
});

describe("a pipeline on the analytical backend", () => {
  // Narayanan et al., arXiv:2104.04473, section 2.2.
  it.each([
    [4, 8],
    [2, 3],
    [6, 4],
  ])(
    "of %i stages and %i microbatches stands still for (stages - 1)/(microbatches + stages - 1) of the step",
    async (stages, microbatches) => {
      const result = await simulatePipeline(stages, 1, microbatches);
      const idle = 1 - result.time.compute / result.time.total;
      expect(idle).toBeCloseTo((stages - 1) / (microbatches + stages - 1), 3);
      // The gap stands in the timeline: the last stage starts when the others have handed the first microbatch on. Ten of a block's 28 operations are forward.
      const first = result.timeline.spans.find(
        ({ rank, kind }) => rank === stages - 1 && kind === "compute",
      )!;
      const passes = ((stages - 1) * 10) / 28;
      expect(first.start / result.time.total).toBeCloseTo(passes / (microbatches + stages - 1), 3);
    },
  );

  it("runs 512 NPUs of tensor, pipeline and data parallelism", async () => {
    const result = await simulatePipeline(4, 128, 4, 8);
    expect(result.npuFinish).toHaveLength(512);
    expect(Math.min(...result.npuFinish)).toBeGreaterThan(0);
  });
});

/** Twelve blocks of equal times, embedding and head free, on links that cost next to nothing. */
async function simulatePipeline(stages: number, replicas: number, microbatches: number, tensor = 1) {
  const model = overrideModel(findModel("gpt3-125m"), { layers: 12, heads: 16, hidden: 1024 });
  const compute = fixed.create({ time: 100_000, times: { embedding: 0, head: 0 } });
  const parallelism = { tensor, pipeline: stages, data: replicas / tensor, microbatches };
  const { workload } = generateWorkload({ model, parallelism, sequence: 64, compute, format: "graph" });
  const dimension = { shape: "switch", bandwidth: 1e6, latency: 1, links: 1 };
  const topology = createTopology([
    ...(replicas === 1 ? [] : [{ ...dimension, npus: replicas }]),
    { ...dimension, npus: stages },
  ]);
  return simulate(
    {
      name: "pipeline",
      topology,
      network: { name: "analytical" },
      system: { name: "astra" },
      workload: workload as GraphWorkload,
    },
    createDefaultRegistry(),
  );
}

describe("astra-ts workload", () => {
  it("generates from a file of layers with the original's flags, and the file runs", async () => {
    const output = join(folder, "mlp.txt");
    const { code, stderr } = await run(
      "workload",
      "generate",
      "--datatype_size=2",
      `--mnk=${root}${original}example.csv`,
      "--num_npus=16",
      "--num_packages=2",
      `--output_file=${output}`,
      "--parallel=HYBRID_MODEL_DATA",
      "--run_name=example",
      `--scalesim_config=${root}${original}google.cfg`,
      "--scalesim_path=SCALE-Sim",
    );
    expect(code, stderr).toBe(0);
    const lines = readFileSync(output, "utf8").trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(["HYBRID_MODEL_DATA", "7"]);
    expect(lines[2]!.split("\t")).toEqual(
      "MLP_Bottom_0 -1 1787 ALLGATHER 16384 1787 REDUCESCATTER 131072 1277 ALLREDUCE 65536 100 HYBRID_MODEL_DATA".split(
        " ",
      ),
    );
    const inspected = await run("workload", "inspect", output);
    expect(inspected.stdout).toContain("table of 7 layers for the loop HYBRID_MODEL_DATA");
  });

  it("writes to standard output without --output, the report to standard error", async () => {
    const { code, stdout, stderr } = await run("workload", "generate", "--model", "resnet50", "--data", "8");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^DATA\n54\nconv1\t-1\t/);
    expect(stderr).toContain("25,557,032 (published: 25,557,032, 0.00 % off)");
  });

  it("reports as JSON", async () => {
    const output = join(folder, "llama.json");
    const { stdout } = await run(
      "workload",
      "generate",
      "--model",
      "llama3-8b",
      "--data",
      "8",
      "--fully-sharded",
      "--json",
      "--output",
      output,
    );
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ output, npus: 8, figures: { parameters: 8030261248 } });
    expect(report.memory[0].total).toBeGreaterThan(0);
  });

  it("takes measured times from a file, and compute models from a plugin", async () => {
    const measured = join(folder, "measured.json");
    writeFileSync(measured, JSON.stringify([{ kind: "gemm", time: 7 }]));
    const options = ["--compute-option", `entries=@${measured}`, "--compute-option", "otherwise=0"];
    const resnet = ["workload", "generate", "--model", "resnet50"];
    const table = await run(...resnet, "--compute-model", "table", ...options);
    expect(table.stdout).toMatch(/^fc\t-1\t7\tNONE\t0\t7\tNONE\t0\t7\t/m);

    const plugin = join(folder, "plugin.mjs");
    writeFileSync(
      plugin,
      `const options = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
       const model = { name: "constant", description: "always 3 ns", options, create: () => ({ time: () => 3 }) };
       const plugin = { name: "test", apiVersion: 1, entries: { computeModels: [model] } };
       export default Object.defineProperty(plugin, Symbol.for("astra-ts.plugin"), { value: true });`,
    );
    const constant = await run(...resnet, "--plugin", plugin, "--compute-model", "constant");
    expect(constant.stdout).toMatch(/^fc\t-1\t6\tNONE\t0\t6\tNONE\t0\t6\t/m);
  });

  it("tells what does not fit, and the rate of training when it runs", () => {
    const output = join(folder, "gpt.txt");
    const generate = ["workload", "generate", "--model", "gpt3-13b", "--tensor", "8", "--data", "2"];
    const small = astraTs(...generate, "--accelerator", "h200", "--memory", "16GiB", "--output", output);
    expect(small.stderr).toMatch(/warning: does not fit: [\d.]+ GiB of 16 GiB on each NPU, most of it/);
    expect(small.stdout).toMatch(/Memory per NPU \(does not fit: [\d.]+ GiB of 16 GiB\):/);
    const fits = astraTs(...generate, "--accelerator", "h200", "--output", output);
    expect(fits.stdout).toMatch(/Memory per NPU \(fits: [\d.]+ GiB of 141 GiB\):/);
    expect(fits.stderr).not.toContain("fit");

    const experiment = join(folder, "gpt.yaml");
    const topology = "topology: [{ shape: switch, npus: 16, bandwidth: 450GB/s, latency: 1us }]";
    writeFileSync(experiment, `name: GPT\n${topology}\nworkload: { file: gpt.txt, passes: 2 }\n`);
    const { stdout } = astraTs("run", experiment);
    expect(stdout).toMatch(
      /training +[\d,]+ tokens\/s, [\d.]+ TFLOP\/s per NPU, [\d.]+ % of its peak \(MFU\)/,
    );
    const result = JSON.parse(astraTs("run", experiment, "--json").stdout);
    const { items, steps, itemsPerSecond, flopsPerNpu, utilization } = result.training;
    expect([items, steps]).toEqual([2 * 2048, 2]);
    expect(itemsPerSecond).toBeCloseTo((2 * 2 * 2048 * 1e9) / result.time.total, 6);
    expect(utilization).toBeCloseTo(flopsPerNpu / 989_400, 9);
    expect(utilization).toBeGreaterThan(0);
    expect(utilization).toBeLessThan(1.2);
  });

  it("makes mixtures of many experts, and refuses what cannot be", () => {
    const llama = ["workload", "generate", "--model", "llama3-8b", "--data", "8", "--expert", "8"];
    const output = join(folder, "experts.json");
    const { stdout } = astraTs(...llama, "--experts", "64", "--top-k", "4", "--output", output);
    expect(stdout).toContain("llama3-8b (changed) on 8 NPUs");
    const { status, stderr } = astraTs(...llama, "--experts", "64", "--top-k", "65");
    expect(status).toBe(2);
    expect(stderr).toContain("found 65, expected a whole number from 1 to the 64 experts that there are");
  });

  it("inspects a workload of any format", async () => {
    const { stdout } = await run(
      "workload",
      "inspect",
      "examples/resnet-50/Resnet50_DataParallel.txt",
      "--layers",
      "--top",
      "3",
    );
    expect(stdout).toContain("table of 54 layers for the loop DATA");
    expect(stdout).toMatch(/weight-gradient\s+[\d.]+ us\s+54/);
    const graph = await run("workload", "inspect", "examples/moe/mixtral.json", "--json");
    expect(JSON.parse(graph.stdout)).toMatchObject({ kind: "graph", npus: 8 });
  });

  it("inspects a long trace", async () => {
    const node = (id: number): TraceMessage => ({
      id,
      name: `operator ${id}`,
      type: 4,
      durationMicros: 1,
      attributes: [],
    });
    const nodes = 150_000;
    const file = join(folder, "long.0.et");
    writeFileSync(file, Buffer.concat([...encodeTrace(Array.from({ length: nodes }, (_, id) => node(id)))]));
    const { code, stdout } = await run("workload", "inspect", file);
    expect(code).toBe(0);
    expect(stdout).toContain("(150,000,000 ns)");
  });

  it("lists the zoo", async () => {
    const { stdout } = await run("workload", "models");
    expect(stdout).toMatch(/llama3-405b, llama-405b\s+405,853,388,800/);
  });

  it.each([
    [["generate"], "nothing to generate"],
    [["generate", "--model", "gpt3", "--mnk", "x.csv"], "both a model and a file of layers"],
    [["generate", "--model", "gpt5"], 'unknown model: found "gpt5"'],
    [["generate", "--model", "gpt3", "--tensor", "10"], "Nearest that work: a tensor degree of 8 or 12"],
    [["generate", "--model", "gpt3", "--num_npus", "8"], "--num_npus: this flag belongs to --mnk"],
    [["generate", "--mnk", "x.csv", "--tensor", "8"], "--tensor: this flag belongs to --model"],
    [["generate", "--model", "gpt3", "--compute-model", "systolik"], 'Did you mean "systolic"?'],
    [["generate", "--model", "gpt3", "--compute-option", "peek=1"], "--compute-option.peek"],
    [["generate", "--model", "gpt3", "--compute-option", "peakFlops=@nowhere.json"], "nowhere.json"],
    [["generate", "--model", "gpt3", "--json"], "--output"],
    [["inspect", "nowhere.txt"], "nowhere.txt"],
  ])("%j is refused with a sentence and exit code 2", async (args, message) => {
    const { code, stderr } = await run("workload", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});
