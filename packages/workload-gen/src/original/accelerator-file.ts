import { AstraError, didYouMean } from "@astra-ts/core";
import { type Dataflow, dataflowNames, type SystolicArray } from "../compute-models/systolic.js";

/** A SCALE-Sim configuration file (`google.cfg` and its like): what of it bears on the time of a layer. */
export interface AcceleratorFile extends SystolicArray {
  readonly runName: string | undefined;
}

/** Keys of `[architecture_presets]` that SCALE-Sim knows and that do not bear on the time in its default mode. */
const ignoredKeys = [
  "ifmapsramszkb",
  "filtersramszkb",
  "ofmapsramszkb",
  "ifmapoffset",
  "filteroffset",
  "ofmapoffset",
  "bandwidth",
  "memorybanks",
];
const knownKeys = ["arrayheight", "arraywidth", "dataflow", ...ignoredKeys];
const knownSections = ["general", "architecture_presets", "run_presets"];

interface Entry {
  readonly value: string;
  readonly line: number;
}

/**
 * Read a SCALE-Sim configuration: an INI file with `key: value` or `key = value` lines. Throws an error with file, line and key for a missing, doubled or unknown key
 * and for a value that is not what SCALE-Sim takes.
 */
export function readAcceleratorFile(text: string, file?: string): AcceleratorFile {
  const entries = readEntries(text, file);
  const required = (key: string, name: string): Entry => {
    const entry = entries.get(`architecture_presets.${key}`);
    if (entry !== undefined) return entry;
    throw new AstraError("MISSING_VALUE", {
      file,
      field: name,
      problem: "missing from [architecture_presets]",
    });
  };
  const size = (key: string, name: string): number => {
    const { value, line } = required(key, name);
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    const expected = "a whole number above 0";
    throw new AstraError("INVALID_VALUE", {
      file,
      line,
      field: name,
      problem: "bad side of the array",
      found: value,
      expected,
    });
  };
  const dataflow = ({ value, line }: Entry): Dataflow => {
    const word = value.toLowerCase();
    const name = Object.hasOwn(dataflowNames, word) ? dataflowNames[word] : undefined;
    if (name !== undefined) return name;
    const expected = "one of os, ws, is";
    throw new AstraError("UNKNOWN_NAME", {
      file,
      line,
      field: "Dataflow",
      problem: "unknown dataflow",
      found: value,
      expected,
    });
  };
  return {
    rows: size("arrayheight", "ArrayHeight"),
    columns: size("arraywidth", "ArrayWidth"),
    dataflow: dataflow(required("dataflow", "Dataflow")),
    runName: entries.get("general.run_name")?.value.replace(/^"|"$/g, ""),
  };
}

function readEntries(text: string, file: string | undefined): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let section: string | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = index + 1;
    const content = raw.trim();
    if (content === "" || content.startsWith("#") || content.startsWith(";")) return;
    const head = /^\[([^\]]*)\]$/.exec(content);
    if (head !== null) {
      section = head[1]!.trim();
      if (knownSections.includes(section)) return;
      const expected = `one of ${knownSections.join(", ")}`;
      throw new AstraError("UNKNOWN_KEY", {
        file,
        line,
        problem: "unknown section",
        found: section,
        expected,
      });
    }
    const pair = /^([^:=]+?)\s*[:=]\s*(.*)$/.exec(content);
    if (pair === null || section === undefined) {
      const expected = section === undefined ? "a section such as [general] first" : "key: value";
      throw new AstraError("FILE_SYNTAX", {
        file,
        line,
        problem: "not a line of a configuration",
        found: content,
        expected,
      });
    }
    const key = pair[1]!.toLowerCase();
    if (section === "architecture_presets" && !knownKeys.includes(key)) {
      throw new AstraError("UNKNOWN_KEY", {
        file,
        line,
        problem: "unknown key in [architecture_presets]",
        found: pair[1],
        hint: didYouMean(key, knownKeys),
      });
    }
    const name = `${section}.${key}`;
    if (entries.has(name)) {
      throw new AstraError("FILE_SYNTAX", { file, line, field: pair[1], problem: "a key given twice" });
    }
    entries.set(name, { value: pair[2]!.trim(), line });
  });
  return entries;
}
