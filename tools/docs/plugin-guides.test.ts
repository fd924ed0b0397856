import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

// Every guide is followed as a reader would: blocks with a file name are written, blocks of shell are run, in order, in an empty folder that has the packages.
const root = fileURLToPath(new URL("../../", import.meta.url));
const guides = readdirSync(join(root, "docs/plugins")).filter((file) => file !== "README.md");
const outside = mkdtempSync(join(tmpdir(), "astra-ts-guides-"));
afterAll(() => rmSync(outside, { recursive: true }));

interface Block {
  readonly language: string;
  /** Empty: a block to run, or to read. */
  readonly file: string;
  readonly text: string;
}

function blocksOf(guide: string): Block[] {
  const page = readFileSync(join(root, "docs/plugins", guide), "utf8");
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language, file = "", text]) => ({
      language,
      file,
      text,
    }),
  );
}

/** An empty folder in which `npm install astra-ts zod` would have been run. */
function readersFolder(name: string): string {
  const folder = join(outside, name);
  mkdirSync(join(folder, "node_modules/@astra-ts"), { recursive: true });
  for (const part of readdirSync(join(root, "packages")).filter((part) => part !== "cli"))
    symlinkSync(join(root, "packages", part), join(folder, "node_modules/@astra-ts", part), "dir");
  symlinkSync(join(root, "packages/cli"), join(folder, "node_modules/astra-ts"), "dir");
  symlinkSync(join(root, "packages/core/node_modules/zod"), join(folder, "node_modules/zod"), "dir");
  return folder;
}

describe.each(guides)("docs/plugins/%s", (guide) => {
  const blocks = blocksOf(guide);
  const folder = readersFolder(guide);

  it("has a file name or a command on every block of code", () => {
    const idle = blocks.filter(
      ({ language, file }) => language !== "text" && language !== "sh" && file === "",
    );
    expect(idle.map(({ text }) => text)).toEqual([]);
    expect(blocks.some(({ language }) => language === "sh")).toBe(true);
  });

  blocks.forEach(({ language, file, text }, index) => {
    if (file !== "") {
      it(`block ${index + 1}: ${file} is written${/m?js$/.test(file) ? " and loads" : ""}`, () => {
        writeFileSync(join(folder, file), text);
        if (/\.m?js$/.test(file) && !file.includes(".test.")) run(`node ${file}`);
      });
    } else if (language === "sh") {
      for (const command of text.trim().split("\n")) it(`block ${index + 1}: ${command}`, () => run(command));
    }
  });

  function run(command: string): void {
    const local = command.replace(/^npx astra-ts/, "node node_modules/astra-ts/bin/astra-ts.mjs");
    const { status, stdout, stderr } = spawnSync(local, {
      cwd: folder,
      shell: true,
      encoding: "utf8",
      timeout: 60_000,
      env: {
        ...process.env,
        PATH: `${process.execPath.replace(/[\\/][^\\/]+$/, "")}${delimiter}${process.env.PATH}`,
      },
    });
    expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
  }
});
