import { dirname, resolve } from "node:path";
import process from "node:process";
import { AstraError, didYouMean } from "@astra-ts/core";
import { checkDocument, type ExperimentDocument, experimentDocument } from "@astra-ts/core/document";
import { readSource, type Source } from "../files/source.js";
import { resolvedInput, standardInput } from "../files/standard-input.js";
import { refuseOther } from "../recognition/refuse-other.js";
import { withAbsolutePaths } from "./absolute-paths.js";
import { isMap, merge } from "./merge.js";
import { originOfChange } from "./origin-of-change.js";
import { type Override, withOverride } from "./set-override.js";

/** An experiment file with its includes and overrides, before names are looked up. */
export interface LoadedExperiment {
  readonly file: string;
  /** As written, includes and overrides applied, paths absolute. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The same error with the file and line of its field; of the one of the changes that gave it, where there are any. */
  locate(error: AstraError, changes?: readonly Override[]): AstraError;
}

/** How deep files may include each other, and how many in all: each of 20 that includes the next one twice makes a million. */
const maxIncludes = 20;
const maxFiles = 200;

/** Reads an experiment file and what it includes. Throws an `AstraError` for a file that is missing, unreadable or no map. */
export function loadExperiment(file: string, overrides: readonly Override[] = []): LoadedExperiment {
  const sources: Source[] = [];
  let raw = readWithIncludes(resolvedInput(file), file, sources, []);
  for (const override of overrides)
    raw = withOverride(withoutRival(raw, override), override) as Record<string, unknown>;
  return {
    file,
    raw,
    locate(error, changes = []) {
      const { field, file: known } = error.details;
      if (field === undefined || known !== undefined || field.startsWith("--")) return error;
      const origin = originOfChange(field, [...overrides, ...changes]);
      const told =
        origin === undefined ? error : new AstraError(error.code, { ...error.details, field: origin.field });
      const path = origin === undefined ? field.split(".") : origin.path;
      if (path === undefined) return told;
      const source = sources.find((candidate) => candidate.lineOf(path.slice(0, 1)) !== undefined);
      return source === undefined
        ? told.located({ file })
        : told.located({ file: source.file, line: source.lineOf(path) });
    },
  };
}

const rivals: Readonly<Record<string, string>> = { network: "networks", networks: "network" };

/** `network` and `networks` say the same thing; one that is changed as a whole takes the place of the other. */
function withoutRival(raw: Record<string, unknown>, { path }: Override): Record<string, unknown> {
  const rival = path.length === 1 ? rivals[path[0]!] : undefined;
  if (rival === undefined) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([key]) => key !== rival));
}

/** What has been checked already, by the experiment as written: a command looks into it before it builds runs of it. */
const checked = new WeakMap<LoadedExperiment["raw"], ExperimentDocument>();

/** The document in inner units. Each experiment is checked once. Throws what is wrong with it first, with file and line. */
export function documentOf({ raw, locate }: LoadedExperiment): ExperimentDocument {
  const known = checked.get(raw);
  if (known !== undefined) return known;
  const { document, problems } = checkDocument(raw);
  if (document === undefined) throw locate(problems[0]!);
  checked.set(raw, document);
  return document;
}

function readWithIncludes(
  path: string,
  shown: string,
  sources: Source[],
  chain: readonly string[],
): Record<string, unknown> {
  if (chain.includes(path) || chain.length >= maxIncludes) {
    throw new AstraError("INVALID_VALUE", {
      file: shown,
      field: "include",
      problem: "the includes go round in a circle",
      found: [...chain, path].join(" -> "),
    });
  }
  if (sources.length >= maxFiles) {
    throw new AstraError("TOO_LARGE", {
      file: shown,
      field: "include",
      problem: `more than ${maxFiles} files are included, each counted as often as it is named`,
    });
  }
  refuseOther({ file: path, what: "experiment", shown }, "experiment");
  const source = readSource(path, "experiment", shown);
  sources.push(source);
  if (!isMap(source.value)) {
    throw new AstraError("INVALID_VALUE", {
      file: shown,
      problem: "an experiment is a map of keys",
      found: source.value,
      expected: "at least the keys topology and workload",
    });
  }
  if (chain.length === 0) refuseWithoutKeys(source.value, shown);
  const { include, ...own } = source.value;
  const folder = path === standardInput ? process.cwd() : dirname(path);
  let base: unknown = {};
  for (const name of include === undefined ? [] : Array.isArray(include) ? include : [include]) {
    if (typeof name !== "string") {
      throw new AstraError("INVALID_VALUE", {
        file: shown,
        line: source.lineOf(["include"]),
        field: "include",
        problem: "not a file name",
        found: name,
      });
    }
    base = merge(base, readWithIncludes(resolve(folder, name), name, sources, [...chain, path]));
  }
  return merge(base, withAbsolutePaths(own, folder)) as Record<string, unknown>;
}

/** Keys that other files have, too. */
const anybodys = ["$schema", "name", "description"];
const ownKeys = Object.keys(experimentDocument.shape).filter((key) => !anybodys.includes(key));

/** A map of which no key is one of an experiment is another file: one sentence says so, not one for each key. */
function refuseWithoutKeys(value: Readonly<Record<string, unknown>>, file: string): void {
  const keys = Object.keys(value);
  if (
    keys.length === 0 ||
    keys.some((key) => ownKeys.includes(key) || didYouMean(key, ownKeys) !== undefined)
  )
    return;
  throw new AstraError("FILE_SYNTAX", {
    file,
    problem: "this is no experiment, nor any other file that is known",
    found: keys,
    expected: "at least the keys topology and workload",
  });
}
