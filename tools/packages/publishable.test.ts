import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { version } from "@astra-ts/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptsBelow } from "../build/prune-dist.ts";
import { type Manifest, manifestOf, packAll, published, type Tarballs } from "./tarballs.js";

let tarballs: Tarballs;
beforeAll(() => {
  tarballs = packAll();
  for (const [name, file] of tarballs.files) {
    mkdirSync(unpacked(name), { recursive: true });
    spawnSync("tar", ["xzf", file, "-C", unpacked(name), "--strip-components=1"]);
  }
});
afterAll(() => tarballs.remove());

const unpacked = (name: string) => join(tarballs.folder, name);
/** The packages that read files or run programs; all others work in a browser. */
const onNode = ["astra-ts", "@astra-ts/bridge", "@astra-ts/net-ns3"];
const names = published.map((folder) => manifestOf(folder).name);
const manifest = (name: string) =>
  JSON.parse(readFileSync(join(unpacked(name), "package.json"), "utf8")) as Manifest;
const scripts = (name: string) => scriptsBelow(join(unpacked(name), "dist"));

/** What a package's exports and its command name, and what the command starts as a thread. */
function entries(name: string): string[] {
  const exported = Object.values(manifest(name).exports).flatMap((target) =>
    typeof target === "object" ? [(target as { default: string }).default] : [],
  );
  return name === "astra-ts" ? [...exported, "dist/main.js", "dist/sweep-worker.js"] : exported;
}

/** Modules that a built file imports, statically or not. */
/** True for a script that has imports and exports, and nothing else. */
function isHandOn(file: string): boolean {
  const text = readFileSync(file, "utf8").replace(/^\/\/#.*$/gm, "");
  return text.replace(/\b(import|export)\b\s*(\{[^}]*\})?\s*(from\s*)?("[^"]*")?;/g, "").trim() === "";
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const statics = text.matchAll(/^(?:import|export)\b(?:[^"'`;]*?from)?\s*"([^"\n]+)";?$/gm);
  const dynamics = text.matchAll(/\bimport\("([^"\n]+)"\)/g);
  return [...statics, ...dynamics].map(([, specifier]) => specifier);
}

it("has one version for all packages, which core tells too", () => {
  expect(names.map((name) => manifest(name).version)).toEqual(names.map(() => version));
});

describe.each(names)("%s as a tarball", (name) => {
  it("has nothing that publint complains of", async () => {
    const { messages } = await publint({ pkgDir: unpacked(name), pack: false, level: "suggestion" });
    expect(messages.map((message) => formatMessage(message, manifest(name), { color: false }))).toEqual([]);
  });

  it("has right types for import, and for require() of ES modules", async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(tarballs.files.get(name)!)));
    const problems = result.types === false ? [{ kind: "NoTypes" }] : result.problems;
    // Packages of ES modules alone: the resolution of old CommonJS is no aim.
    const left = problems.filter(
      (problem) =>
        !("resolutionKind" in problem) ||
        (problem.resolutionKind !== "node10" && problem.resolutionKind !== "node16-cjs"),
    );
    expect(left).toEqual([]);
  });

  it("declares every package that it imports", () => {
    const { dependencies, peerDependencies } = manifest(name);
    const declared = { ...dependencies, ...peerDependencies };
    for (const file of scripts(name)) {
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith(".")) continue;
        if (isBuiltin(specifier)) {
          expect(onNode, `${file} imports ${specifier}`).toContain(name);
          continue;
        }
        const [scope, rest] = specifier.split("/");
        expect(declared, file).toHaveProperty([scope.startsWith("@") ? `${scope}/${rest}` : scope]);
      }
    }
  });

  it("declares no package that it does not use, and none by workspace", () => {
    const used = new Set(scripts(name).flatMap((file) => importsOf(file)));
    for (const [dependency, range] of Object.entries(manifest(name).dependencies ?? {})) {
      expect(range).not.toContain("workspace:");
      const uses = [...used].some(
        (specifier) => specifier === dependency || specifier.startsWith(`${dependency}/`),
      );
      expect(uses, `${dependency} is declared and not imported`).toBe(true);
    }
  });

  it("holds only files that its entries lead to, each with a source map that carries its sources", () => {
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const specifier of importsOf(file))
        if (specifier.startsWith(".")) visit(join(dirname(file), specifier));
    };
    for (const entry of entries(name)) visit(join(unpacked(name), entry));
    expect(scripts(name).filter((file) => !reached.has(file))).toEqual([]);
    for (const file of reached) {
      const { sourcesContent } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as {
        sourcesContent?: unknown[];
      };
      // A file that only hands on what others have is made by the bundler, of no source.
      if (isHandOn(file)) continue;
      expect(sourcesContent?.length, file).toBeGreaterThan(0);
    }
  });

  it("says that importing it has no side effects, and brings README and licence", () => {
    expect(manifest(name).sideEffects).toBe(false);
    expect(readdirSync(unpacked(name))).toEqual(expect.arrayContaining(["README.md", "LICENSE"]));
  });
});
