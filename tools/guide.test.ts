import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// Pages whose ```console blocks are run: a line `$ astra-ts …` is a command, the lines under it are lines that it prints, in order, spaces folded, `…` for any rest.
const pages = ["README.md", "docs/guide.md", "docs/from-astra-sim-2.md", "docs/scale.md"];
const root = fileURLToPath(new URL("../", import.meta.url));
let folder: string;

interface Step {
  readonly command: string;
  readonly expected: readonly string[];
}

function stepsOf(page: string): Step[] {
  const blocks = [...readFileSync(join(root, page), "utf8").matchAll(/```console\n([\s\S]*?)```/g)].map(
    ([, block]) => block!,
  );
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command, ...expected] = part.trimEnd().split("\n");
        return { command: command!, expected: expected.filter((line) => line.trim() !== "") };
      }),
  );
}

function folded(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-guide-"));
  symlinkSync(join(root, "examples"), join(folder, "examples"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(pages)("%s", (page) => {
  const steps = stepsOf(page);

  it("has commands", () => {
    expect(steps.length).toBeGreaterThan(0);
  });

  it.each(steps)("$command", ({ command, expected }) => {
    const [name, ...args] = command.split(/\s+/);
    expect(name).toBe("astra-ts");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "packages/cli/bin/astra-ts.mjs"), ...args],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    expect(status, stderr).toBe(0);
    const printed = stdout.split("\n").map(folded);
    let from = 0;
    for (const line of expected) {
      const open = line.trimEnd().endsWith("…");
      const wanted = folded(open ? line.trimEnd().slice(0, -1) : line);
      const at = printed.findIndex(
        (candidate, index) => index >= from && (open ? candidate.startsWith(wanted) : candidate === wanted),
      );
      expect(at, `"${line}" in:\n${stdout}`).toBeGreaterThanOrEqual(0);
      from = at + 1;
    }
  });
});
