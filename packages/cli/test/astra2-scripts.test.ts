import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byRank } from "../../../tools/fidelity/astra2.js";
import type { GraphRecord } from "../../../tools/fidelity/astra2-graphs.js";
import { writeOriginalFiles } from "../../../tools/fidelity/original-files.js";
import { executable } from "./astra-ts.js";

// The command lines of ASTRA-sim 2.x, with astra-ts in place of its binaries, on the files of recorded runs.
const recordsFile = fileURLToPath(new URL("../fixtures/astra2-graphs/records.jsonl.gz", import.meta.url));
const records = gunzipSync(readFileSync(recordsFile))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as GraphRecord);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-2x-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

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
    const flags = writeOriginalFiles(record, join(folder, id), recordsFile);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [executable, ...flags, "--network", networks[record.backend]!, "--logging-folder=log"],
      { cwd: join(folder, id), encoding: "utf8" },
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr.split("No log is written")).toHaveLength(2);
    const exposed = byRank(record.exposed_comm_cycles, record.npus);
    for (const [rank, finish] of byRank(record.finish_cycles, record.npus).entries())
      expect(stdout).toContain(
        `[workload] [info] sys[${rank}] finished, ${finish} cycles, exposed communication ${exposed[rank]} cycles.`,
      );
    for (const name of ["Wall time", "GPU time", "Comm time"])
      for (const [rank, time] of byRank(record.stats[name] ?? [], record.npus).entries())
        if (time !== undefined) expect(stdout).toContain(`sys[${rank}], ${name}: ${time}\n`);
  });
});
