import { AstraError } from "@astra-ts/core";
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { inputLimits } from "./input-limits.js";
import { readText } from "./read-text.js";

/** A YAML or JSON file as plain data, with the line of every value. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Line of the value at a path, or of the nearest value above it; undefined where the file has nothing of it. */
  lineOf(path: readonly string[]): number | undefined;
}

/** Reads YAML, and JSON as the part of YAML that it is. Messages call the file `shown`. Throws FILE_MISSING, TOO_LARGE or FILE_SYNTAX with the line. */
export function readSource(path: string, what: string, shown = path): Source {
  const text = readText(path, what, { shown, limit: inputLimits.yaml });
  const lines = new LineCounter();
  const document = parsed(text, lines, shown);
  const [problem] = document.errors;
  if (problem !== undefined) {
    throw new AstraError("FILE_SYNTAX", {
      file: shown,
      line: lines.linePos(problem.pos[0]).line,
      problem: `not readable as YAML or JSON: ${problem.message}`,
    });
  }
  const wrong = wrongKey(document.contents);
  if (wrong !== undefined) {
    throw new AstraError("FILE_SYNTAX", {
      file: shown,
      line: lines.linePos(wrong.range?.[0] ?? 0).line,
      ...(isScalar(wrong)
        ? { field: String(wrong.value), problem: "a key given twice" }
        : { problem: "a list or a map in place of a key" }),
    });
  }
  return {
    file: shown,
    value: dataOf(document, shown),
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

function parsed(text: string, lines: LineCounter, file: string): Document.Parsed {
  try {
    // Doubled keys are looked for below: the library compares each key with every other.
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function dataOf(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** The library walks nested values by recursion, and refuses aliases that multiply. */
function unreadable(file: string, cause: unknown): AstraError {
  const problem =
    cause instanceof RangeError
      ? "nested too deeply"
      : `not readable as YAML or JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new AstraError("FILE_SYNTAX", { file, problem, cause });
}

/** The first key that is no key: the second of two equal ones, or a list or map. */
function wrongKey(contents: unknown): Node | undefined {
  let found: Node | undefined;
  if (isCollection(contents))
    visit(contents, {
      Map(_, { items }) {
        const known = new Set<unknown>();
        for (const { key } of items) {
          if (isCollection(key) || (isScalar(key) && known.has(key.value))) {
            found = key;
            return visit.BREAK;
          }
          if (isScalar(key)) known.add(key.value);
        }
        return undefined;
      },
    });
  return found;
}
