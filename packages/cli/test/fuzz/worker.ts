// Runs a range of inputs and reports each defect; the watcher sees by the counters how far it is, and ends it where it hangs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { inputOf, tryInput } from "./support/target.js";
import { targets } from "./targets/index.js";

export interface Range {
  readonly seed: number;
  readonly from: number;
  readonly step: number;
  readonly inputs: number;
  readonly only: string;
  /** The number of the input that is being read. */
  readonly at: Int32Array<SharedArrayBuffer>;
}

/** What a worker tells: what became of an input. */
export interface Told {
  readonly index: number;
  readonly target: string;
  readonly outcome: string;
  readonly milliseconds: number;
  /** Of a defect alone. */
  readonly problem?: string;
  readonly input?: string;
}

const { seed, from, step, inputs, only, at } = workerData as Range;
const chosen = targets.filter(({ name }) => name.includes(only));
const folder = mkdtempSync(join(tmpdir(), "astra-ts-fuzz-"));
for (let index = from; index < inputs; index += step) {
  Atomics.store(at, 0, index);
  const target = chosen[index % chosen.length]!;
  const input = inputOf(target, seed, index);
  const started = performance.now();
  const verdict = await tryInput(target, input, folder);
  const milliseconds = performance.now() - started;
  const outcome = verdict.kind === "refused" ? verdict.code : verdict.kind;
  const told: Told = { index, target: target.name, outcome, milliseconds };
  parentPort!.postMessage(verdict.kind === "defect" ? { ...told, problem: verdict.problem, input } : told);
}
rmSync(folder, { recursive: true });
