import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../src/command-line/program.js";
import { executable, root } from "./astra-ts.js";

interface Described {
  /** `workload generate`; empty for the program itself. */
  readonly path: string;
  readonly command: Command;
  readonly help: string;
  /** Lines after `$ astra-ts` in the help, joined where they end in a backslash. */
  readonly examples: readonly string[];
}

const commands = describeAll(createProgram(), []);

function describeAll(command: Command, names: readonly string[]): Described[] {
  const help = helpOf(command);
  const examples = [...help.replaceAll(/\\\n\s*/g, "").matchAll(/^ {2}\$ astra-ts (.*)$/gm)].map(([, text]) =>
    text!.trim(),
  );
  return [
    { path: names.join(" "), command, help, examples },
    ...command.commands.flatMap((sub) => describeAll(sub, [...names, sub.name()])),
  ];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut(part) {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-help-"));
  writeFileSync(join(folder, "layers.csv"), "Layer,M,N,K\nfirst,64,128,256\nsecond,64,256,128\n");
  symlinkSync(join(root, "examples"), join(folder, "examples"), "dir");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the examples of --help", () => {
  it.each(commands)("astra-ts $path --help has one", ({ examples }) => {
    expect(examples.length).toBeGreaterThan(0);
  });

  // In the order in which they stand: some use what an earlier one wrote.
  it.each([...new Set(commands.flatMap(({ examples }) => examples))])("astra-ts %s", (example) => {
    const { status, stderr } = spawnSync(process.execPath, [executable, ...argumentsOf(example)], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
  });
});

/** Splits at blanks outside single and double quotes. */
function argumentsOf(text: string): string[] {
  return (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((part) => part.replaceAll(/["']/g, ""));
}

describe("docs/command.md", () => {
  const document = readFileSync(join(root, "docs/command.md"), "utf8");
  const sections = new Map(
    document
      .split(/^## /m)
      .map((section) => [/^`?(?:astra-ts )?([a-z ]*)/.exec(section)?.[1] ?? "", section]),
  );

  it.each(commands.filter(({ path, command }) => path !== "" && !isGroup(command)))(
    "has every flag of $path as --help has it",
    ({ path, command }) => {
      const section = sections.get(path) ?? "";
      const missing = command
        .createHelp()
        .visibleOptions(command)
        .filter(({ long }) => long !== "--help")
        .map(({ flags, description }) => `| \`${cell(flags)}\` | ${cell(description)} |`)
        .filter((row) => !section.includes(row));
      expect(missing).toEqual([]);
    },
  );
});

/** A name for other commands, which does nothing by itself: it has no flags but --help. */
function isGroup(command: Command): boolean {
  return command.commands.length > 0 && command.options.length === 0;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
