import { posix } from "node:path";
import type { SourceFile } from "./source-files.ts";

/** One import that leads from a folder to another. */
interface Step {
  readonly importer: string;
  readonly imported: string;
}

/** The files that put a package together: they may import every folder, and nothing but tests imports them. */
const composition = /^src\/(index|plugin)\.ts$/;

/**
 * Folders of a package that import each other, directly or by way of others. One sentence for each circle, with the imports that close it; a folder and one inside it
 * are two folders. Sentences too for imports of the files that put the package together, behind which a circle could hide.
 */
export function folderCircles(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  const steps = new Map<string, Map<string, Step>>();
  for (const { path, own } of files) {
    if (composition.test(path)) continue;
    const from = posix.dirname(path);
    for (const imported of own) {
      if (composition.test(imported) && !path.startsWith("test/"))
        problems.push(
          `${path} imports ${imported}, which puts the package together: import the file that is meant`,
        );
      const to = posix.dirname(imported);
      if (to === from) continue;
      const leaving = steps.get(from) ?? new Map<string, Step>();
      steps.set(from, leaving);
      if (!leaving.has(to)) leaving.set(to, { importer: path, imported });
    }
  }
  const circles = [...steps.keys()]
    .map((start) => shortestCircle(start, steps))
    .filter((circle) => circle !== undefined)
    .toSorted((a, b) => a.length - b.length);
  // A circle shows from each of its folders, and from every folder that leads into it: the shortest is told.
  const told: string[][] = [];
  for (const circle of circles) {
    const folders = circle.map(({ importer }) => posix.dirname(importer));
    if (told.some((known) => known.every((folder) => folders.includes(folder)))) continue;
    told.push(folders);
    const imports = circle.map(({ importer, imported }) => `${importer} imports ${imported}`);
    problems.push(`the folders ${list(folders)} import each other: ${list(imports)}`);
  }
  return problems;
}

/** The fewest imports that lead from a folder back to it; undefined where none do. */
function shortestCircle(
  start: string,
  steps: ReadonlyMap<string, ReadonlyMap<string, Step>>,
): Step[] | undefined {
  const ways = new Map<string, Step[]>([[start, []]]);
  for (const [folder, way] of ways) {
    for (const [next, step] of steps.get(folder) ?? []) {
      if (next === start) return [...way, step];
      if (!ways.has(next)) ways.set(next, [...way, step]);
    }
  }
  return undefined;
}

function list(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
