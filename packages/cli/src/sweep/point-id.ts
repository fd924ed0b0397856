import { createHash } from "node:crypto";
import { version } from "@astra-ts/core";
import { checkDocument } from "@astra-ts/core/document";
import { isMap } from "../experiment/merge.js";
import { inputLimits } from "../files/input-limits.js";
import { readInput } from "../files/read-input.js";

const digits = 16;

/**
 * The id of a run: a hash of its configuration in inner units, of the contents of the files that it names, and of the version of astra-ts. Names and descriptions, and
 * how much of the timeline is recorded, do not count: they do not change the numbers.
 */
export function pointId(raw: Readonly<Record<string, unknown>>): string {
  return hash(JSON.stringify([version, resolved(raw)])).slice(0, digits);
}

/** What tells an experiment from another one of its name: a hash of the same without the version, and without what is varied. */
export function experimentDigest(raw: Readonly<Record<string, unknown>>): string {
  const { networks: _networks, sweep: _sweep, variants: _variants, ...own } = raw;
  return hash(JSON.stringify(resolved(own))).slice(0, digits);
}

function resolved(raw: Readonly<Record<string, unknown>>): unknown {
  const configuration = checkDocument(raw).document ?? raw;
  const {
    name: _name,
    description: _description,
    timeline: _timeline,
    $schema: _schema,
    ...rest
  } = configuration as Record<string, unknown>;
  return canonical(rest);
}

/** Hashes of files by path: a sweep names the same few files in each of its points. */
const known = new Map<string, string>();

function fileHash(file: string): string {
  const before = known.get(file);
  if (before !== undefined) return before;
  let content: string;
  try {
    content = hash(readInput({ file, what: "file", limitOf: () => inputLimits.json }));
  } catch {
    return `missing ${file}`;
  }
  known.set(file, content);
  return content;
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The same value with keys in one order, and file names replaced by what the files hold. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [
        key,
        key === "file" && typeof entry === "string" ? fileHash(entry) : canonical(entry),
      ]),
  );
}
