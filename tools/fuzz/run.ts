// npm run fuzz -- [--inputs 100000] [--seed 1] [--only reader] [--from n] [--show n]
// Gives wrong inputs to every reader of the source tree, in two worker threads, and prints what was neither accepted nor refused with a reason. --show prints one input.
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type * as Targets from "../../packages/cli/test/fuzz/targets/index.ts";
import type { Range, Told } from "../../packages/cli/test/fuzz/worker.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);
const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    from: { type: "string", default: "0" },
    show: { type: "string" },
    threads: { type: "string", default: "2" },
  },
});
const seed = Number(values.seed);
const inputs = Number(values.inputs);
const threads = Number(values.threads);
/** An input that takes longer hangs. */
const longestSeconds = 20;
/** An input that takes more than its share of patience is worth a look. */
const slowMilliseconds = 2000;
const heapMegabytes = 2048;
const mostShown = 30;

/** A defect, and how many there were of its kind. */
interface Kind {
  readonly first: Told;
  readonly count: number;
}

const bundle = await bundled();
if (values.show === undefined) await fuzz();
else await show(Number(values.show));
process.exit();

/** One file of the source tree; the page of reports is left out, its text is not what is tried here. */
async function bundled(): Promise<string> {
  const folder = join(root, "packages/cli/node_modules/.cache");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `fuzz-${process.pid}.mjs`);
  await build({
    entryPoints: {
      worker: join(root, "packages/cli/test/fuzz/worker.ts"),
      targets: join(root, "packages/cli/test/fuzz/targets/index.ts"),
    },
    outdir: file,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@astra-ts/source"],
    external: ["piscina"],
    logLevel: "error",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    plugins: [
      {
        name: "page",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /\?page$/ }, ({ path }) => ({ path, namespace: "page" }));
          onLoad({ filter: /.*/, namespace: "page" }, () => ({
            contents: "export default '';",
            loader: "js",
          }));
        },
      },
    ],
  });
  process.on("exit", () => rmSync(file, { recursive: true, force: true }));
  return file;
}

async function fuzz(): Promise<void> {
  const counts = new Map<string, Record<string, number>>();
  /** By message and place. */
  const defects = new Map<string, Kind>();
  const slow: Told[] = [];
  const started = performance.now();
  let done = 0;
  const note = (told: Told): void => {
    done++;
    const row = counts.get(told.target) ?? {};
    counts.set(told.target, row);
    row[told.outcome] = (row[told.outcome] ?? 0) + 1;
    if (told.problem !== undefined) {
      const kind = signature(told);
      const known = defects.get(kind);
      defects.set(kind, { first: known?.first ?? told, count: (known?.count ?? 0) + 1 });
      if (known === undefined && defects.size <= mostShown) console.log(describe(told));
    }
    if (told.milliseconds > slowMilliseconds) slow.push(told);
  };
  await Promise.all(
    Array.from({ length: threads }, (_, thread) => watch(Number(values.from) + thread, note)),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const [name, row] of counts) {
    const parts = Object.entries(row).sort(([, a], [, b]) => b - a);
    console.log(`${name}: ${parts.map(([outcome, count]) => `${outcome} ${count}`).join(", ")}`);
  }
  for (const { first, count } of defects.values())
    console.log(
      `defect, ${count} times, first at input ${first.index} of ${first.target}: ${first.problem?.split("\n")[0]}`,
    );
  for (const { index, target, milliseconds } of slow.slice(0, 20))
    console.log(`slow: input ${index} of ${target} took ${(milliseconds / 1000).toFixed(1)} s`);
  console.log(`${done} inputs of seed ${seed} in ${seconds.toFixed(0)} s: ${defects.size} kinds of defects`);
  process.exitCode = defects.size === 0 ? 0 : 1;
}

/** One thread's share. A worker that hangs or dies is replaced, and goes on behind the input that did it. */
async function watch(first: number, note: (told: Told) => void): Promise<void> {
  for (let from = first; from < inputs; ) {
    const at = new Int32Array(new SharedArrayBuffer(4)).fill(from);
    const end = await new Promise<string | undefined>((resolve) => {
      const worker = new Worker(pathToFileURL(join(bundle, "worker.mjs")), {
        workerData: { seed, from, step: threads, inputs, only: values.only, at } satisfies Range,
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      });
      let last = -1;
      let since = performance.now();
      const timer = setInterval(() => {
        const now = Atomics.load(at, 0);
        if (now !== last) {
          last = now;
          since = performance.now();
        } else if (performance.now() - since > longestSeconds * 1000) {
          void worker.terminate();
          finish(`no end after ${longestSeconds} s`);
        }
      }, 250);
      const finish = (problem: string | undefined): void => {
        clearInterval(timer);
        resolve(problem);
      };
      worker.on("message", note);
      worker.on("error", (error) => finish(`the thread died: ${error.stack ?? error}`));
      worker.on("exit", () => finish(undefined));
    });
    if (end === undefined) return;
    const index = Atomics.load(at, 0);
    const { target, input } = await inputAt(index);
    note({
      index,
      target,
      outcome: "defect",
      milliseconds: 0,
      problem: end,
      input,
    });
    from = index + threads;
  }
}

function signature({ target, problem = "" }: Told): string {
  const [message = "", ...rest] = problem.split("\n");
  const place = rest.find((line) => /^\s+at /.test(line)) ?? "";
  return place === ""
    ? `${target} ${message}`
    : `${message.replaceAll(/[0-9]+/g, "n").slice(0, 60)} ${place}`;
}

function describe({ index, target, problem = "", input = "" }: Told): string {
  const shown = input.length > 700 ? `${input.slice(0, 700)}… (${input.length} characters)` : input;
  const indented = (text: string): string =>
    text
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n");
  return `input ${index} of ${target}:\n${indented(problem)}\n  the input:\n${indented(shown)}`;
}

async function show(index: number): Promise<void> {
  console.log((await inputAt(index)).input);
}

async function inputAt(index: number): Promise<{ readonly target: string; readonly input: string }> {
  const file = pathToFileURL(join(bundle, "targets.mjs")).href;
  const { targets, inputOf }: typeof Targets = await import(file);
  const chosen = targets.filter(({ name }) => name.includes(values.only));
  const target = chosen[index % chosen.length]!;
  return { target: target.name, input: inputOf(target, seed, index) };
}
