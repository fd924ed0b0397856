import { spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isAstraError } from "@astra-ts/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { executable, root } from "../../test/astra-ts.js";
import { inputLimits } from "./input-limits.js";
import { readPipe } from "./read-pipe.js";
import { readText } from "./read-text.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-inputs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isAstraError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A shell's line, with the built command as $A. */
function shell(line: string): { status: number | null; stdout: string; stderr: string } {
  const A = `${process.execPath} ${executable}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
    cwd: root,
    env: { ...process.env, A },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe("an input", () => {
  it("is a regular file: no folder, no device", () => {
    mkdirSync(join(folder, "folder"));
    expect(refusal(() => readText(join(folder, "folder"), "network file"))).toMatch(
      /^FILE_MISSING .*folder: network file: this is a folder, not a file$/,
    );
    for (const device of ["/dev/zero", "/dev/null", "/dev/tty"])
      expect(refusal(() => readText(device, "network file"))).toBe(
        `FILE_MISSING ${device}: network file: this is a device, which may have no end, not a file`,
      );
    expect(refusal(() => readText(join(folder, "nowhere"), "network file"))).toContain("no such file");
  });

  it("may say that it is empty and be none, as files of the kernel are", () => {
    expect(readText("/proc/self/status", "file")).toContain("VmRSS");
  });

  it("is no larger than the limit of its kind", () => {
    const file = join(folder, "large");
    writeFileSync(file, "DATA\n");
    truncateSync(file, inputLimits.text + 1);
    expect(refusal(() => readText(file, "workload file"))).toMatch(
      /^TOO_LARGE .*large: workload file: .* are too much to be read: expected at most 64 MiB$/,
    );
    expect(refusal(() => readText(file, "experiment", { limit: inputLimits.yaml }))).toContain(
      "at most 8 MiB",
    );
    writeFileSync(file, ' \n{"programs"');
    truncateSync(file, inputLimits.text + 1);
    expect(readText(file, "workload file").length).toBe(inputLimits.text + 1);
  });
});

describe("a pipe", () => {
  const experiment = "examples/exercise-1/experiment.yaml";
  const files = `--network-configuration <(cat examples/exercise-1/ring.json) --system-configuration <(cat examples/exercise-1/ring.txt) \
    --workload-configuration <(cat examples/exercise-1/all_reduce.txt)`;

  it("that ends is read like a file, as often as need be", () => {
    const plain = shell(`$A run ${experiment} --json --set network=analytical`);
    const whole = (text: string) => (JSON.parse(text) as { time: { total: number } }).time.total;
    const piped = shell(
      `cd examples/exercise-1; $A run <(sleep 0.3; cat experiment.yaml | sed "s#file: #file: $PWD/#") --json --set network=analytical`,
    );
    expect(piped.stderr).toBe("");
    expect(whole(piped.stdout)).toBe(whole(plain.stdout));
    expect(shell(`$A run ${files} --quiet`)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(shell(`cat ${experiment} | $A validate /dev/stdin`).stdout).toBe(
      "/dev/stdin is a valid experiment\n",
    );
  });

  it("is handed to the threads of a sweep", () => {
    const pipe = join(folder, "network");
    const swept = join(folder, "swept.yaml");
    writeFileSync(
      swept,
      `topology: { file: ${pipe} }\nworkload: { collective: all-reduce, size: 1MiB }\nnetwork: analytical\n`,
    );
    const { status, stderr } = shell(
      `mkfifo ${pipe}; cat examples/exercise-1/ring.json > ${pipe} & $A sweep ${swept} --vary workload.size=1MiB,2MiB --workers 2 --results ${join(folder, "x.jsonl")} --quiet`,
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("that has no end is refused before memory fills", () => {
    const { status, stderr } = shell(`$A validate <(yes) 2>&1 >/dev/null | cat >&2; exit \${PIPESTATUS[0]}`);
    expect(stderr).toContain("more than 64 MiB have come through this pipe");
    expect(status).toBe(2);
  });

  it("is waited for, but not for ever", () => {
    const pipe = join(folder, "pipe");
    spawnSync("mkfifo", [pipe]);
    spawn("bash", ["-c", `sleep 0.2; echo late > ${pipe}`], { stdio: "ignore" });
    expect(readText(pipe, "file")).toBe("late\n");
    const descriptor = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const wait = (path: string) =>
      refusal(() =>
        readPipe(
          descriptor,
          path,
          { file: pipe, what: "file" },
          { writer: 0.01, silence: 0.02 },
        )(Buffer.alloc(8)),
      );
    expect(wait(pipe)).toContain("nobody has written to this pipe in 0.01 s");
    const writer = openSync(pipe, constants.O_RDWR);
    expect(wait(pipe)).toContain("nothing has come through this pipe for 0.02 s");
    closeSync(writer);
    closeSync(descriptor);
  });
});

describe("files", () => {
  it("are read by nothing else in the command but what reads its own", () => {
    const source = fileURLToPath(new URL("..", import.meta.url));
    const readers = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .filter((name) =>
        /\b(readFile|createReadStream|readSync)/.test(readFileSync(join(source, name), "utf8")),
      );
    expect(readers.map((name) => name.replaceAll("\\", "/")).sort()).toEqual([
      "files/pieces.ts",
      "files/read-input.ts",
      "files/read-pipe.ts",
      "plugin-template/create-plugin.ts",
      "plugins/locate-module.ts",
      "sweep/lock-owner.ts",
      "sweep/results-lock.ts",
    ]);
  });
});
