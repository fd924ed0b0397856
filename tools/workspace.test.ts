import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const manifest = (path: string) => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));

describe("workspace", () => {
  it("names no registry's host in the lockfile", () => {
    expect(readFileSync(join(root, "pnpm-lock.yaml"), "utf8")).not.toMatch(/https?:\/\/|tarball:/);
  });

  it("pins one version of pnpm", () => {
    const { packageManager, devDependencies } = manifest("");
    expect(packageManager).toBe(`pnpm@${devDependencies.pnpm}`);
  });

  it("gives every published package what a registry shows", () => {
    const packages = readdirSync(join(root, "packages")).map((name) => manifest(`packages/${name}`));
    const published = packages.filter((entry) => entry.private !== true);
    expect(published).toHaveLength(11);
    for (const entry of published) {
      expect(entry).toMatchObject({ license: "MIT", type: "module", engines: { node: ">=20.19" } });
      for (const key of ["description", "keywords", "repository", "homepage", "exports", "files"])
        expect(entry[key], entry.name).toBeTruthy();
      expect(entry.version, entry.name).toBe(manifest("packages/core").version);
    }
  });
});
