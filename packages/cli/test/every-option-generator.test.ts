import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGenerateCommand } from "../src/command-line/workload-generate.js";

const model = "--model gpt3-1.3b --layers 4 --format graph";
const layers = "--mnk LAYERS --parallel HYBRID_DATA_MODEL --num_npus 8";
const told = "changes what is told, not the workload";

/** Flags without and with an option: what is generated must differ. Or, as text, why it does not. */
const cases: Readonly<Record<string, readonly [without: string, set: string] | string>> = {
  "--model": [model, "--model gpt3-2.7b --layers 4 --format graph"],
  "--output": told,
  "--format": ["--model resnet50", "--model resnet50 --format graph"],
  "--table": told,
  "--json": told,
  "--quiet": told,
  "--plugin": "loads a plugin: load-plugins.test.ts",
  "--tensor": [model, `${model} --tensor 2`],
  "--data": [model, `${model} --data 2`],
  "--pipeline": [model, `${model} --pipeline 2`],
  "--expert": [
    "--model mixtral-8x7b --layers 2 --data 4",
    "--model mixtral-8x7b --layers 2 --data 4 --expert 4",
  ],
  "--sequence": [`${model} --tensor 2`, `${model} --tensor 2 --sequence`],
  "--fully-sharded": [`${model} --data 2`, `${model} --data 2 --fully-sharded`],
  "--microbatches": [`${model} --batch 4`, `${model} --batch 4 --microbatches 4`],
  "--schedule": [
    `${model} --pipeline 2 --microbatches 4`,
    `${model} --pipeline 2 --microbatches 4 --schedule gpipe`,
  ],
  "--checkpointing": [model, `${model} --checkpointing full`],
  "--batch": [model, `${model} --batch 4`],
  "--sequence-length": [model, `${model} --sequence-length 512`],
  "--dtype": [`${model} --data 2`, `${model} --data 2 --dtype fp32`],
  "--plain-attention": [model, `${model} --plain-attention`],
  "--layers": [model, `${model} --layers 3`],
  "--hidden": [model, `${model} --hidden 1024`],
  "--heads": [model, `${model} --heads 32`],
  "--key-value-heads": [model, `${model} --key-value-heads 4`],
  "--feed-forward": [model, `${model} --feed-forward 4096`],
  "--vocabulary": [model, `${model} --vocabulary 1000`],
  "--experts": ["--model mixtral-8x7b --layers 2", "--model mixtral-8x7b --layers 2 --experts 16 --data 2"],
  "--top-k": ["--model mixtral-8x7b --layers 2", "--model mixtral-8x7b --layers 2 --top-k 4"],
  "--accelerator": [model, `${model} --accelerator h100`],
  "--memory": "tells what does not fit: workload.test.ts",
  "--compute-model": [model, `${model} --compute-model fixed`],
  "--compute-option": [
    `${model} --compute-model fixed --compute-option time=5`,
    `${model} --compute-model fixed --compute-option time=6`,
  ],
  "--mnk": [layers, layers.replace("LAYERS", "OTHERS")],
  "--parallel": [layers, `${layers} --parallel MODEL`],
  "--datatype_size": [layers, `${layers} --datatype_size 4`],
  "--num_npus": [layers, `${layers} --num_npus 16`],
  "--num_packages": [layers, `${layers} --num_packages 2`],
  "--output_file": told,
  "--scalesim_config": [layers, `${layers} --scalesim_config ARRAY`],
  "--scalesim_path": "accepted and not needed, as its help says",
  "--run_name": "accepted and not needed, as its help says",
};

describe("every option of the generator", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "astra-ts-generator-"));
    writeFileSync(join(folder, "LAYERS"), "Layer,m,n,k\na,64,1024,512\nb,64,512,1024\n");
    writeFileSync(join(folder, "OTHERS"), "Layer,m,n,k\na,64,1024,512\nb,64,512,2048\n");
    writeFileSync(
      join(folder, "ARRAY"),
      "[general]\nrun_name = a\n[architecture_presets]\nArrayHeight: 32\nArrayWidth: 32\nDataflow: ws\n",
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the generator writes with these flags. */
  async function generated(flags: string): Promise<string> {
    const output = join(folder, "output");
    const words = flags
      .split(" ")
      .map((word) => (/^[A-Z]{5,6}$/.test(word) && word !== "MODEL" ? join(folder, word) : word));
    const program = new Command();
    addGenerateCommand(program);
    await program.parseAsync(["generate", ...words, "--output", output, "--quiet"], { from: "user" });
    return readFileSync(output, "utf8");
  }

  it("has a case", () => {
    const program = new Command();
    addGenerateCommand(program);
    const flags = program.commands[0]!.options.map(({ long }) => long!);
    expect(Object.keys(cases).sort()).toEqual(flags.sort());
  });

  it.each(Object.entries(cases))("%s changes the workload, or says why it does not", async (_, row) => {
    if (typeof row === "string") return;
    const [without, set] = row;
    expect(await generated(set)).not.toBe(await generated(without));
  });
});
