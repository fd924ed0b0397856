// Chunks carry a hash of their content in their names, so that each build leaves the last one's behind: removes those that no entry of a package leads to.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const chunk = /^[\w-]+-[A-Z0-9]{8}\.js$/;

/** Removes the unreachable chunks of a package's `dist`. */
export function pruneDist(dist) {
  if (!existsSync(dist)) return;
  const files = readdirSync(dist).filter((file) => file.endsWith(".js"));
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file) || !files.includes(file)) return;
    reached.add(file);
    for (const [, name] of readFileSync(join(dist, file), "utf8").matchAll(/"\.\/([\w.-]+\.js)"/g))
      visit(name);
  };
  for (const file of files) if (!chunk.test(file)) visit(file);
  for (const file of files) {
    if (reached.has(file)) continue;
    rmSync(join(dist, file));
    rmSync(join(dist, `${file}.map`), { force: true });
  }
}
