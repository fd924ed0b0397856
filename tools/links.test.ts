import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
/** Folders of what is installed or built. */
const notOurs = ["node_modules", "dist"];
const pages = pagesIn("");

/** Every page below a folder, as paths from the root. */
function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name.startsWith(".") || notOurs.includes(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Targets of the links and images of a page, inside the project: `[text](target)`, `src="target"`. Code blocks have none. */
function targetsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  const found = [...prose.matchAll(/\]\(<?([^)\s>]+)|\b(?:src|srcset|href)="([^"]+)"/g)];
  return found.map(([, link, attribute]) => link ?? attribute!).filter((target) => !/^[a-z]+:/.test(target));
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("links within the project", () => {
  it("has pages", () => {
    expect(pages).toContain("README.md");
  });

  it.each(pages)("%s leads somewhere", (page) => {
    for (const target of targetsOf(readFileSync(join(root, page), "utf8"))) {
      const [path, anchor] = target.split("#") as [string, string?];
      const file = path === "" ? join(root, page) : join(root, dirname(page), path);
      expect(existsSync(file), target).toBe(true);
      if (anchor !== undefined && file.endsWith(".md"))
        expect(anchorsOf(readFileSync(file, "utf8")), target).toContain(anchor);
    }
  });
});
