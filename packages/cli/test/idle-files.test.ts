import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAstraError } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseTwoWorkloads, warningsOfIdleFiles } from "../src/astra-sim/idle-files.js";
import { astraTs } from "./astra-ts.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-idle-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isAstraError(error)) return error.message;
    throw error;
  }
  return "nothing was refused";
}

describe("a file that is given and not used", () => {
  const groups = () => write("groups.json", '{ "1": [0, 1], "2": [2, 3] }');

  it("is told", () => {
    expect(warningsOfIdleFiles({ commGroupConfiguration: groups() })).toEqual([
      expect.stringMatching(/groups\.json: the communicator groups are not used/),
    ]);
    const memory = write(
      "memory.json",
      '{ "memory-type": "PER_NPU_MEMORY_EXPANSION", "remote-mem-bw": 512, "remote-mem-latency": 100 }',
    );
    expect(warningsOfIdleFiles({ remoteMemoryConfiguration: memory })).toEqual([
      expect.stringMatching(/memory\.json: the remote memory \(per-npu\) is not used/),
    ]);
  });

  it("says nothing where it says nothing itself, as ASTRA-sim's scripts have it", () => {
    const memory = write("none.json", '{ "memory-type": "NO_MEMORY_EXPANSION" }');
    const files = { remoteMemoryConfiguration: memory, commGroupConfiguration: "empty" };
    expect(warningsOfIdleFiles(files)).toEqual([]);
  });

  it("must be there, and what it should be", () => {
    const missing = join(folder, "nowhere.json");
    expect(refusal(() => warningsOfIdleFiles({ commGroupConfiguration: missing }))).toContain("no such file");
    expect(refusal(() => warningsOfIdleFiles({ remoteMemoryConfiguration: groups() }))).toContain(
      "remote-memory file: this is a communicator-group file",
    );
  });

  it("is refused where another one takes its place", () => {
    const both = { collective: "all-reduce", size: "1MiB", workloadConfiguration: "w.txt" };
    expect(refusal(() => refuseTwoWorkloads(both))).toContain("--workload-configuration: ");
    expect(refusal(() => refuseTwoWorkloads({ size: "1MiB", workloadConfiguration: "w.txt" }))).toContain(
      "--size: ",
    );
    const beside = astraTs(
      "run",
      "examples/exercise-1/experiment.yaml",
      "--comm-group-configuration",
      groups(),
    );
    expect(beside.stderr).toContain("--comm-group-configuration: this goes with ASTRA-sim's own files");
    expect(beside.status).toBe(2);
    const init = astraTs("init", join(folder, "x.yaml"), "--workload-configuration", "w.txt");
    expect(init.stderr).toContain(
      '--workload-configuration: the start "collective" names no files: found "w.txt"',
    );
  });
});
