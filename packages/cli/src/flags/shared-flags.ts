import { collect, words } from "./flag-values.js";

// Flags of several commands: what `option` takes, to be spread. Each is written here and nowhere else.

/** For the standard output of scripts; `what` is printed. */
export function jsonFlag(what: string, note = ""): readonly [flags: string, text: string, absent: boolean] {
  return ["--json", `print ${what} as JSON on standard output${note}`, false];
}

/** What is then not said differs from command to command. */
export function quietFlag(text: string): readonly [flags: string, text: string, absent: boolean] {
  return ["--quiet", text, false];
}

/** A flag that may be given several times. */
type Repeatable = readonly [flags: string, text: string, parse: typeof collect, absent: string[]];

export const setFlag: Repeatable = [
  "--set <path=value>",
  "change one field of the experiment, such as topology.0.bandwidth=100GiB/s (repeatable)",
  collect,
  [],
];

export const pluginFlag: Repeatable = [
  "--plugin <module>",
  "load a plugin, by package name or path (repeatable)",
  collect,
  [],
];

export const networkFlag = ["--network <name>", "network backend, in place of the experiment's"] as const;

export const networksFlag = [
  "--networks <list>",
  "network backends, comma-separated, in place of the experiment's",
  words,
] as const;

/** Of a workload file. */
export const formatFlag = [
  "--format <name>",
  "format of the workload; default: the one that recognizes the file",
] as const;

/** A workload by itself, as an argument. */
export const workloadArgument =
  "workload file in any known format; or traces: what stands before .<rank>.et, or a name with {rank}; - is standard input";
