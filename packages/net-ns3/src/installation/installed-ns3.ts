import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { AstraError } from "@astra-ts/core";

/** Names the folder in which an ns-3 of one's own is installed, with `include` and `lib` below it. */
export const prefixVariable = "ASTRA_TS_NS3_PREFIX";

/** ns-3 as it is installed on this machine, with the compiler for it. */
export interface InstalledNs3 {
  /** `3.37` */
  readonly version: string;
  /** Folder with `ns3/core-module.h`. */
  readonly headers: string;
  /** The libraries to link, as paths. */
  readonly libraries: readonly string[];
  /** Path of the C++ compiler. */
  readonly compiler: string;
}

/** The modules of ns-3 that the program uses. */
const modules = ["core", "network", "internet", "point-to-point", "traffic-control"];
/** Minor versions of ns-3 that the program is known to need at least: callbacks of any kind, version-defines.h. */
const oldestMinor = 36;

const howToInstall =
  "Install it with: apt-get install libns3-dev g++ (Debian, Ubuntu). " +
  `An ns-3 of your own: set ${prefixVariable} to the folder in which it is installed. Other networks need nothing: --network packet, flow.`;

/** Looks for ns-3 and a compiler; nothing is run. Throws PROGRAM_MISSING, with the command that installs what is not there. */
export function installedNs3(environment: NodeJS.ProcessEnv = process.env): InstalledNs3 {
  const own = environment[prefixVariable];
  const prefixes = own === undefined ? ["/usr/local", "/usr", "/opt/homebrew"] : [own];
  const compiler = findCompiler(environment);
  for (const prefix of prefixes) {
    const headers = join(prefix, "include");
    const version = versionOf(headers);
    if (version === undefined) continue;
    if (Number(version.split(".")[1]) < oldestMinor)
      throw new AstraError("PROGRAM_MISSING", {
        problem: `the ns-3 in ${prefix} is too old`,
        found: version,
        expected: `3.${oldestMinor} or later`,
        hint: howToInstall,
      });
    return { version, headers, libraries: findLibraries(prefix), compiler };
  }
  throw new AstraError("PROGRAM_MISSING", {
    problem: `the network ns3 needs ns-3, which is not installed in ${prefixes.join(", ")}`,
    hint: howToInstall,
  });
}

function findCompiler({ CXX, PATH = "" }: NodeJS.ProcessEnv): string {
  const names = CXX === undefined ? ["g++", "c++", "clang++"] : [CXX];
  for (const name of names)
    for (const folder of name.includes("/") ? [""] : PATH.split(delimiter)) {
      const file = name.includes("/") ? name : join(folder, name);
      if (isProgram(file)) return file;
    }
  throw new AstraError("PROGRAM_MISSING", {
    problem: "the network ns3 is compiled on first use, and there is no C++ compiler",
    found: CXX === undefined ? undefined : `CXX=${CXX}`,
    hint: howToInstall,
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the headers say; undefined where there are none. */
function versionOf(headers: string): string | undefined {
  const file = join(headers, "ns3/version-defines.h");
  if (!existsSync(file)) return existsSync(join(headers, "ns3/core-module.h")) ? "3.0" : undefined;
  const text = readFileSync(file, "utf8");
  const numbers = ["MAJOR", "MINOR"].map(
    (name) => new RegExp(`NS3_VERSION_${name}\\s+(\\d+)`).exec(text)?.[1],
  );
  return numbers.includes(undefined) ? "3.0" : numbers.join(".");
}

/** The libraries of a prefix: `libns3-core.so`, or with version and build profile in their names, as ns-3 installs them itself. */
function findLibraries(prefix: string): string[] {
  const folders = [join(prefix, "lib"), join(prefix, "lib64"), ...multiarch(join(prefix, "lib"))];
  for (const folder of folders) {
    const core = list(folder)
      .map((file) => /^(libns3[\d.]*-)core((?:-\w+)?\.(?:so|dylib))$/.exec(file))
      .find((match) => match !== null);
    if (core === undefined || core === null) continue;
    const [, before, after] = core;
    const libraries = modules.map((module) => join(folder, `${before}${module}${after}`));
    const missing = libraries.find((library) => !existsSync(library));
    if (missing === undefined) return libraries;
    throw new AstraError("PROGRAM_MISSING", {
      problem: `the ns-3 in ${prefix} was built without a module that is needed`,
      found: `no ${missing}`,
      hint: howToInstall,
    });
  }
  throw new AstraError("PROGRAM_MISSING", {
    problem: `the ns-3 in ${prefix} has headers, and no libraries in ${dirname(folders[0]!)}`,
    hint: howToInstall,
  });
}

/** Debian's folders per architecture. */
function multiarch(folder: string): string[] {
  return list(folder)
    .filter((name) => /-linux-gnu/.test(name))
    .map((name) => join(folder, name));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
