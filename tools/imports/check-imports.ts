// Imports between packages go one way: core imports none of ours, the layers import core alone, net-ns3 bridge too, only cli imports them all. Inside a package no two folders import
// each other. All packages but cli and those that run other programs work in a browser, so they import nothing of Node; and every import is declared.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { folderCircles } from "./folder-circles.ts";
import { type SourceFile, sourceFiles } from "./source-files.ts";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));
const layers = ["workload", "system", "net-analytical", "net-packet", "workload-gen", "formats", "report"];
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ...Object.fromEntries(layers.map((name) => [name, ["@astra-ts/core"]])),
  bridge: ["@astra-ts/core"],
  "net-ns3": ["@astra-ts/core", "@astra-ts/bridge"],
  cli: ["@astra-ts/core", ...[...layers, "net-ns3"].map((name) => `@astra-ts/${name}`)],
};
/** What reads files or runs programs. */
const onNode = ["cli", "bridge", "net-ns3"];

const names = readdirSync(packages).filter((name) => existsSync(join(packages, name, "package.json")));
const problems = names.flatMap((name) => {
  const files = sourceFiles(join(packages, name));
  return [...folderCircles(files), ...foreignImports(name, files)].map(
    (problem) => `packages/${name}: ${problem}`,
  );
});

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

/** What is wrong with the imports from outside of a package that is published; the playground's page shows what it likes. */
function foreignImports(name: string, files: readonly SourceFile[]): string[] {
  const ours = allowed[name];
  if (ours === undefined) return [];
  const manifest = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
  const declared: object = { ...manifest.dependencies, ...manifest.peerDependencies };
  const published = files.filter(({ path }) => path.startsWith("src/"));
  return published.flatMap(({ path, foreign }) =>
    foreign.flatMap((specifier) => {
      if (isBuiltin(specifier))
        return onNode.includes(name)
          ? []
          : [`${path} imports ${specifier}; only ${onNode.join(", ")} may use Node's own modules`];
      const dependency = specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");
      if (dependency.startsWith("@astra-ts/") && !ours.includes(dependency))
        return [
          `${path} imports ${specifier}; ${name} may import ${ours.join(", ") || "none of our packages"}`,
        ];
      return dependency in declared
        ? []
        : [`${path} imports ${specifier}, which package.json does not declare`];
    }),
  );
}
