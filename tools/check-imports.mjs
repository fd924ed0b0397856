// Imports between packages go one way: core imports none of ours, the layers import core alone, only cli imports them all.
// The packages below run in a browser, so they import nothing of Node either; and every import of theirs is declared.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const packages = fileURLToPath(new URL("../packages", import.meta.url));
const layers = ["workload", "system", "net-analytical", "net-packet", "workload-gen", "report"];
const allowed = {
  core: [],
  ...Object.fromEntries(layers.map((name) => [name, ["@astra-ts/core"]])),
  cli: ["@astra-ts/core", ...layers.map((name) => `@astra-ts/${name}`)],
};
const problems = [];

for (const [name, ours] of Object.entries(allowed)) {
  const manifest = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };
  for (const entry of readdirSync(join(packages, name, "src"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || entry.name.endsWith(".test.ts")) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const text = readFileSync(file, "utf8");
    for (const { fileName: specifier } of ts.preProcessFile(text).importedFiles) {
      const where = file.slice(packages.length + 1);
      if (specifier.startsWith(".")) continue;
      if (isBuiltin(specifier)) {
        if (name !== "cli")
          problems.push(`${where}: imports ${specifier}; only cli may use Node's own modules`);
        continue;
      }
      const dependency = specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");
      if (dependency.startsWith("@astra-ts/") && !ours.includes(dependency)) {
        problems.push(
          `${where}: imports ${specifier}; ${name} may import ${ours.join(", ") || "none of our packages"}`,
        );
      } else if (!(dependency in declared)) {
        problems.push(`${where}: imports ${specifier}, which packages/${name}/package.json does not declare`);
      }
    }
  }
}

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
