// A build leaves the last one's files behind, and one file for each source, though many hold nothing but types: removes what no entry of a package leads to.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Removes the unreachable scripts below `dist` of the package in `folder`. Declarations, in `dist/types`, stay. */
export function pruneDist(folder: string): void {
  const dist = join(folder, "dist");
  if (!existsSync(dist)) return;
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file) || !existsSync(file)) return;
    reached.add(file);
    for (const [, path] of readFileSync(file, "utf8").matchAll(/"(\.{1,2}\/[\w./-]+\.c?js)"/g))
      visit(resolve(dirname(file), path!));
  };
  for (const entry of entriesOf(folder)) visit(entry);
  for (const file of scriptsBelow(dist)) {
    if (reached.has(file)) continue;
    rmSync(file);
    rmSync(`${file}.map`, { force: true });
  }
  removeEmptyFolders(dist);
}

interface Manifest {
  readonly exports?: Readonly<Record<string, string | { readonly default: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** What a package's exports and commands name. */
function entriesOf(folder: string): string[] {
  const { exports = {}, bin = {} }: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const exported = Object.values(exports).map((target) =>
    typeof target === "string" ? target : target.default,
  );
  return [...exported, ...Object.values(bin)].map((path) => resolve(folder, path));
}

/** Paths of the scripts below `dist`. */
export function scriptsBelow(dist: string): string[] {
  return readdirSync(dist, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dist, entry.name);
    if (entry.isDirectory()) return path === join(dist, "types") ? [] : scriptsBelow(path);
    return path.endsWith(".js") ? [path] : [];
  });
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
