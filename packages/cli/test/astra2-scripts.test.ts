import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { encodeTrace } from "@astra-ts/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Astra2Record } from "../../../tools/fidelity/astra2.mjs";
import { writeOriginalFiles } from "../../../tools/fidelity/original-files.mjs";
import { executable } from "./astra-ts.js";

// The command lines of ASTRA-sim 2.x, with astra-ts in place of its binaries, on the files of recorded runs.
type Recorded = Astra2Record & {
  backend: string;
  finish_cycles: Values;
  exposed_comm_cycles: Values;
  stats: Record<string, Values>;
};
/** Equal on all NPUs; a list in order of rank; or those of some ranks alone. */
type Values = { uniform: number; n: number } | number[] | Record<string, number>;

const recordsFile = fileURLToPath(new URL("../fixtures/astra2-graphs/records.jsonl.gz", import.meta.url));
const records = gunzipSync(readFileSync(recordsFile))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-2x-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function byRank(values: Values): [rank: string, value: number][] {
  const { uniform, n } = values as { uniform?: number; n: number };
  return Object.entries(uniform === undefined ? values : new Array<number>(n).fill(uniform));
}

const networks: Readonly<Record<string, string>> = {
  congestion_aware: "analytical-congestion",
  congestion_unaware: "analytical",
};

describe("the command lines of ASTRA-sim 2.x", () => {
  // Groups and remote memory, custom collectives for all nodes, for one, and in groups, a roofline, tutorials, queues.
  it.each([
    "groups/2/aware",
    "training/tp4pp1dp2l3m1/aware",
    "remote/5/unaware",
    "custom/tree_bcast_reduce/1/aware",
    "custom_group/random/1/unaware",
    "custom_per_node/1/aware",
    "rendezvous/0/aware",
    "dag_coll_1d/0/aware",
    "stage/llama_dp2tp2pp2/Switch8/roof1/unaware",
    "tutorial/micro2024/demo1-1/unaware",
  ])("%s prints the original's numbers", (id) => {
    const record = records.find((each) => each.id === id)!;
    const flags = writeOriginalFiles(record, join(folder, id), recordsFile, { encodeTrace });
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [executable, ...flags, "--network", networks[record.backend]!, "--logging-folder=log"],
      { cwd: join(folder, id), encoding: "utf8" },
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const exposed = new Map(byRank(record.exposed_comm_cycles));
    for (const [rank, finish] of byRank(record.finish_cycles))
      expect(stdout).toContain(
        `[workload] [info] sys[${rank}] finished, ${finish} cycles, exposed communication ${exposed.get(rank)} cycles.`,
      );
    for (const name of ["Wall time", "GPU time", "Comm time"])
      for (const [rank, time] of byRank(record.stats[name] ?? []))
        expect(stdout).toContain(`sys[${rank}], ${name}: ${time}\n`);
  });
});
