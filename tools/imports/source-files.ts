import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

/** What one source file imports. Paths are below the package, with `/` between their parts: `src/run/run.ts`. */
export interface SourceFile {
  readonly path: string;
  /** Files of the same package. */
  readonly own: readonly string[];
  /** Everything else, as written: `node:fs`, `@astra-ts/core`. */
  readonly foreign: readonly string[];
}

/** Folders of a package that hold no source of ours, or none of the package itself. */
const left = new Set(["node_modules", "dist", "fixtures", "templates"]);

/** The TypeScript files of a package, without its tests: those import whatever they test. */
export function sourceFiles(folder: string): SourceFile[] {
  return filesBelow(folder)
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .map((file) => {
      const specifiers = ts
        .preProcessFile(readFileSync(file, "utf8"))
        .importedFiles.map(({ fileName }) => fileName);
      return {
        path: below(folder, file),
        own: specifiers
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => below(folder, sourceOf(resolve(dirname(file), specifier)))),
        foreign: specifiers.filter((specifier) => !specifier.startsWith(".")),
      };
    });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return left.has(entry.name) ? [] : filesBelow(join(folder, entry.name));
    return entry.isFile() ? [join(folder, entry.name)] : [];
  });
}

/** `x.js` is written for `x.ts`, and `main.ts?page` means the file with something done to it. */
function sourceOf(path: string): string {
  return path.replace(/\?.*$/, "").replace(/\.js$/, ".ts");
}

function below(folder: string, file: string): string {
  return relative(folder, file).replaceAll("\\", "/");
}
