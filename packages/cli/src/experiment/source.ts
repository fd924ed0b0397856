import { AstraError } from "@astra-ts/core";
import { isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { readText } from "../files/read-text.js";

/** A YAML or JSON file as plain data, with the line of every value. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Line of the value at a path, or of the nearest value above it; undefined where the file has nothing of it. */
  lineOf(path: readonly string[]): number | undefined;
}

/** Reads YAML, and JSON as the part of YAML that it is. Messages call the file `shown`. Throws FILE_MISSING or FILE_SYNTAX with the line. */
export function readSource(path: string, what: string, shown = path): Source {
  const text = readText(path, what, shown);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new AstraError("FILE_SYNTAX", {
      file: shown,
      line: lines.linePos(problem.pos[0]).line,
      problem: `not readable as YAML or JSON: ${problem.message}`,
    });
  }
  return {
    file: shown,
    value: document.toJS({ maxAliasCount: 1000 }),
    lineOf(path) {
      let node: unknown = document.contents;
      let line: number | undefined;
      for (const [depth, key] of path.entries()) {
        if (!isCollection(node)) break;
        const pair = isMap(node)
          ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
          : undefined;
        const next: unknown = pair === undefined ? node.get(key, true) : pair.value;
        const place = (pair?.key ?? next) as Node | undefined;
        if (place?.range === undefined || place.range === null) return depth === 0 ? undefined : line;
        line = lines.linePos(place.range[0]).line;
        node = next;
      }
      return line;
    },
  };
}
