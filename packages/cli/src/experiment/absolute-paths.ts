import { resolve } from "node:path";
import { isMap } from "./merge.js";

/** Sections of an experiment that may be a file. */
const sections = ["topology", "system", "workload"];

type Fields = Record<string, unknown>;

/** Paths are meant from the folder of the file in which they stand: in its sections, its plugins, its variants and its sweep. */
export function withAbsolutePaths(raw: Fields, folder: string): Fields {
  const absolute: Fields = withFiles(raw, folder);
  if (Array.isArray(raw.plugins)) {
    absolute.plugins = raw.plugins.map((name: unknown) =>
      typeof name === "string" && /^\.{0,2}\//.test(name) ? resolve(folder, name) : name,
    );
  }
  if (isMap(raw.variants)) absolute.variants = mapped(raw.variants, (changes) => inChanges(changes, folder));
  if (isMap(raw.sweep)) absolute.sweep = inSweep(raw.sweep, folder);
  return absolute;
}

/** `file` of the sections that a map has. */
function withFiles(raw: Fields, folder: string): Fields {
  const absolute = { ...raw };
  for (const key of sections) {
    const part = raw[key];
    if (isMap(part)) absolute[key] = withAbsoluteFields(part, folder);
  }
  // Each job has sections of its own.
  if (Array.isArray(raw.jobs))
    absolute.jobs = raw.jobs.map((job: unknown) => (isMap(job) ? withFiles(job, folder) : job));
  return absolute;
}

/** Where the system layer has collective algorithms by name, each of which may be a file. */
const graphs = "collectiveGraphs";
const graphPath = new RegExp(`^system\\.${graphs}\\.[^.]+(\\.file)?$`);

/** Fields of a section that are files where they are texts. */
const fileFields = ["file", "logical", "trace", "groups", "remoteMemory"];

function withAbsoluteFields(part: Fields, folder: string): Fields {
  const files = fileFields.filter((field) => typeof part[field] === "string");
  return {
    ...part,
    ...Object.fromEntries(files.map((field) => [field, absolutePath(part[field], folder)])),
    ...(isMap(part[graphs])
      ? { [graphs]: mapped(part[graphs], (graph) => collectiveFile(graph, folder)) }
      : {}),
  };
}

/** A collective algorithm may be a file, alone or with options beside it. */
function collectiveFile(graph: unknown, folder: string): unknown {
  return isMap(graph) && typeof graph.file === "string"
    ? { ...graph, file: absolutePath(graph.file, folder) }
    : absolutePath(graph, folder);
}

/** Changes by path: `topology.file: ring.json`, or `topology: { file: ring.json }`. */
function inChanges(changes: unknown, folder: string): unknown {
  if (!isMap(changes)) return changes;
  return Object.fromEntries(
    Object.entries(withFiles(changes, folder)).map(([path, value]) => [
      path,
      isFile(path) ? absolutePath(value, folder) : value,
    ]),
  );
}

function inSweep(sweep: Fields, folder: string): Fields {
  const { grid, list } = sweep;
  return {
    ...sweep,
    ...(isMap(grid)
      ? {
          grid: Object.fromEntries(
            Object.entries(grid).map(([name, axis]) => [name, inAxis(name, axis, folder)]),
          ),
        }
      : {}),
    ...(Array.isArray(list)
      ? {
          list: list.map((point: unknown) =>
            isMap(point) ? { ...point, set: inChanges(point.set, folder) } : point,
          ),
        }
      : {}),
  };
}

function inAxis(name: string, axis: unknown, folder: string): unknown {
  const values = (list: unknown[], field: unknown): unknown[] =>
    list.map((value) =>
      isFile(field)
        ? absolutePath(value, folder)
        : (withFiles({ [String(field)]: value }, folder)[String(field)] as unknown),
    );
  if (Array.isArray(axis)) return values(axis, name);
  if (!isMap(axis)) return axis;
  if (isMap(axis.cases))
    return { ...axis, cases: mapped(axis.cases, (changes) => inChanges(changes, folder)) };
  const field: unknown = [axis.fields].flat()[0];
  return Array.isArray(axis.values) ? { ...axis, values: values(axis.values, field) } : axis;
}

function isFile(path: unknown): boolean {
  return (
    typeof path === "string" &&
    (sections.some((section) =>
      fileFields.some((field) => path.replace(/^jobs\.\d+\./, "") === `${section}.${field}`),
    ) ||
      graphPath.test(path))
  );
}

function absolutePath(value: unknown, folder: string): unknown {
  return typeof value === "string" ? resolve(folder, value) : value;
}

function mapped(map: Fields, change: (value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
