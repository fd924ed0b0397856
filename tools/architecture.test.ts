import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
// The links of the page are followed by links.test.ts, as those of every page.
const page = readFileSync(join(root, "docs/architecture.md"), "utf8");

describe("docs/architecture.md", () => {
  it("names paths that exist", () => {
    const named = [...page.matchAll(/`([\w-]+(?:\/[\w.-]+)+)`/g)].map(([, path]) => path!);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("shows every package, and no folder that is not there", () => {
    const [, house] = /```\n(packages\/\n[\s\S]*?)```/.exec(page)!;
    const inside = [...house!.matchAll(/^ {2}([\w-]+\/)/gm)].map(([, name]) => name!);
    const beside = [...house!.matchAll(/^([\w-]+\/)/gm)].map(([, name]) => name!);
    const packages = readdirSync(join(root, "packages")).filter((name) =>
      existsSync(join(root, "packages", name, "package.json")),
    );
    expect(inside.toSorted()).toEqual(packages.map((name) => `${name}/`).toSorted());
    expect(beside.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });
});
