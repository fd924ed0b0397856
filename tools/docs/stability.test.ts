import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const alphaName =
  /\/\*\*(?:(?!\*\/)[\s\S])*@alpha\s*\*\/\nexport (?:abstract )?(?:interface|type|function|const|class) (\w+)/g;

it("docs/stability.md lists what is marked @alpha", () => {
  const marked = readdirSync(join(root, "packages"), { recursive: true, encoding: "utf8" })
    .filter((path) => /^[\w-]+\/src\/.*\.ts$/.test(path) && !path.endsWith(".test.ts"))
    .flatMap((path) =>
      [...readFileSync(join(root, "packages", path), "utf8").matchAll(alphaName)].map(([, name]) => name),
    );
  const page = readFileSync(join(root, "docs/stability.md"), "utf8");
  const listed = [...page.slice(page.indexOf("Marked `@alpha`")).matchAll(/`(\w+)`/g)].map(
    ([, name]) => name,
  );
  expect(marked.length).toBeGreaterThan(10);
  expect(listed.sort()).toEqual(marked.sort());
});
