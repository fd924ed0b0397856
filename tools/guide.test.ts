import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutNs3 } from "../packages/net-ns3/test/support/with-ns3.js";

// Pages whose ```console blocks are run: a line `$ astra-ts …` is a command, the lines under it are lines that it prints, in order, spaces folded, `…` for any rest.
// ```console ns-3 stands where ns-3 must be installed.
const root = fileURLToPath(new URL("../", import.meta.url));
const pages = ["README.md", ...markdownIn("docs")].filter((page) =>
  /^```console/m.test(readFileSync(join(root, page), "utf8")),
);
let folder: string;

/** Pages below a folder, as paths from the root. */
function markdownIn(below: string): string[] {
  const names = readdirSync(join(root, below), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".md") && !name.startsWith("api"))
    .sort()
    .map((name) => `${below}/${name}`);
}

interface Step {
  readonly command: string;
  readonly expected: readonly string[];
  readonly needsNs3: boolean;
}

function stepsOf(page: string): Step[] {
  const blocks = readFileSync(join(root, page), "utf8").matchAll(/```console( ns-3)?\n([\s\S]*?)```/g);
  return [...blocks].flatMap(([, needs, block]) =>
    block!
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command, ...expected] = part.trimEnd().split("\n");
        const lines = expected.filter((line) => line.trim() !== "");
        return { command: command!, expected: lines, needsNs3: needs !== undefined };
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

it("are many", () => {
  expect(pages.length).toBeGreaterThan(14);
});

describe.each(pages)("%s", (page) => {
  const steps = stepsOf(page);

  it("has commands", () => {
    expect(steps.length).toBeGreaterThan(0);
  });

  it.for(steps)("$command", ({ command, expected, needsNs3 }, { skip }) => {
    if (needsNs3 && withoutNs3 !== undefined) skip(withoutNs3);
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
