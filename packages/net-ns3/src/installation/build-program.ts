import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { howItEnded, programFailed, runProgram } from "@astra-ts/bridge";
import { AstraError, isAstraError } from "@astra-ts/core";
import { cacheFolder } from "./cache-folder.js";
import { inTurn } from "./in-turn.js";
import type { InstalledNs3 } from "./installed-ns3.js";

/** What is compiled; the other files are included by it. */
const mainFile = "astra-ns3.cc";
const flags = ["-O2", "-std=c++17"];
/** A compiler on a busy machine may take this long. */
const compileSeconds = 600;

/** The compiled program: made on first use, and kept for every run with the same sources, ns-3, compiler and flags. Throws PROGRAM_FAILED where it cannot be compiled. */
export function builtProgram(sources: string, ns3: InstalledNs3, cache: string = cacheFolder()): string {
  const program = join(cache, `ns3-${keyOf(sources, ns3)}`);
  if (existsSync(program)) return program;
  try {
    mkdirSync(cache, { recursive: true });
    inTurn(
      `${program}.lock`,
      () => existsSync(program),
      () => compile(sources, ns3, program),
    );
  } catch (error) {
    throw isAstraError(error) ? error : cannotKeep(cache, error);
  }
  return program;
}

/** Compiles in a folder that goes whatever happens, and puts the program into place in one step. */
function compile(
  sources: string,
  { version, compiler, headers, libraries }: InstalledNs3,
  program: string,
): void {
  const workshop = `${program}.${process.pid}-${randomBytes(4).toString("hex")}`;
  const made = join(workshop, "program");
  const parameters = [
    ...flags,
    ...(headers === "/usr/include" ? [] : ["-isystem", headers]),
    "-o",
    made,
    join(sources, mainFile),
    ...libraries,
    `-Wl,-rpath,${dirname(libraries[0]!)}`,
  ];
  const name = `the C++ compiler (${compiler})`;
  runProgram({ name, command: compiler, parameters }, workshop, compileSeconds, ({ status, lastWords }) => {
    if (status !== 0)
      throw programFailed(
        `the program for ns-3 ${version} could not be compiled: ${compiler} ${howItEnded(status)}`,
        lastWords,
        "Where these words do not tell what is missing, please report them.",
      );
    renameSync(made, program);
  });
}

function cannotKeep(cache: string, error: unknown): AstraError {
  return new AstraError("FILE_WRITE", {
    problem: `the program for ns-3 cannot be kept in ${cache}: ${(error as Error).message}`,
    hint: "Set XDG_CACHE_HOME to a folder that can be written.",
  });
}

/** Changes with everything that the program is made from. */
function keyOf(sources: string, { version, headers, libraries, compiler }: InstalledNs3): string {
  const hash = createHash("sha256");
  const add = (...parts: string[]) => parts.forEach((part) => void hash.update(part).update("\0"));
  add(version, headers, compiler, ...flags);
  // An ns-3 or a compiler that was installed anew is another one.
  for (const file of [compiler, ...libraries]) {
    const { size, mtimeMs } = statSync(file);
    add(file, `${size} ${mtimeMs}`);
  }
  for (const name of readdirSync(sources).sort()) add(name, readFileSync(join(sources, name), "utf8"));
  return hash.digest("hex").slice(0, 24);
}
