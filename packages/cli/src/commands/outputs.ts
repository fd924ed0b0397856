import { extname, join } from "node:path";
import { AstraError, type Registry, type ReportFile, type ReportInput, reportFiles } from "@astra-ts/core";
import { type Telling, writeOutput } from "../files/write-output.js";
import { type Shortcut, shortcuts } from "../flags/output-flags.js";
import { print } from "../terminal/print.js";

/** Files to write beside what the terminal shows: each is made by a reporter. */
export interface OutputFlags extends Telling {
  readonly report?: string;
  readonly svg?: string;
  readonly timeline?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly reporter: string[];
  readonly reportFolder: string;
}

/** Writes the files that the flags ask for. Throws UNKNOWN_NAME, UNSUPPORTED, CONTRACT_BROKEN or FILE_WRITE. */
export function writeOutputs(registry: Registry, flags: OutputFlags, input: ReportInput): void {
  for (const kind of Object.keys(shortcuts) as Shortcut[]) {
    const place = flags[kind];
    if (place === undefined) continue;
    const files = filesOf(registry, shortcuts[kind].reporter, input, `--${kind}`);
    const isFolder = kind === "csv" && extname(place).toLowerCase() !== ".csv";
    for (const [path, content] of isFolder ? inFolder(place, files) : asFile(place, files))
      writeOutput(path, content, flags);
  }
  for (const name of flags.reporter) {
    const files = filesOf(registry, name, input, "--reporter");
    for (const [path, content] of inFolder(flags.reportFolder, files)) writeOutput(path, content, flags);
  }
}

/** Whether the flags ask for any file. */
export function asksForFiles(flags: OutputFlags): boolean {
  const kinds = Object.keys(shortcuts) as Shortcut[];
  return kinds.some((kind) => flags[kind] !== undefined) || flags.reporter.length > 0;
}

/** What `--out` saves. */
export function savedText(registry: Registry, input: ReportInput): ReportFile["content"] {
  return filesOf(registry, "json", input, "--json")[0]!.content;
}

/** Prints that on standard output. */
export function printJson(registry: Registry, input: ReportInput): void {
  print(String(savedText(registry, input)));
}

function filesOf(registry: Registry, name: string, input: ReportInput, flag: string): readonly ReportFile[] {
  const files = reportFiles(registry.get("reporters", name, flag), input);
  if (files.length > 0) return files;
  throw new AstraError("UNSUPPORTED", {
    field: flag,
    problem: `the reporter "${name}" makes nothing of a ${input.kind}`,
  });
}

type Written = readonly [path: string, content: ReportFile["content"]];

function inFolder(folder: string, files: readonly ReportFile[]): Written[] {
  return files.map(({ path, content }) => [join(folder, path), content]);
}

/** The main file under the name that the user gave; where it is part of a whole, each of the parts beside that name. */
function asFile(name: string, files: readonly ReportFile[]): Written[] {
  const parts = files.filter(({ part }) => part !== undefined);
  return parts.length === 0
    ? files.slice(0, 1).map(({ content }) => [name, content])
    : parts.map(({ part, content }) => [withPart(name, part!), content]);
}

/** `timeline.json` and `packet` are `timeline.packet.json`. */
function withPart(file: string, part: string): string {
  const ending = extname(file);
  const name = part.replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return `${file.slice(0, file.length - ending.length)}.${name}${ending}`;
}
