import { AstraError, formatCount, type GraphWorkload, writeGraph } from "@astra-ts/core";
import { writeGoal } from "@astra-ts/formats";
import { encodeTrace, graphTraces, writeJsonTrace } from "@astra-ts/workload";
import { inFile } from "../files/in-file.js";
import { writeAtomically } from "../files/write-atomically.js";
import type { convertedFormats } from "../flags/choices.js";
import { createDefaultRegistry } from "../plugins/builtin-plugins.js";
import { loadPlugins } from "../plugins/load-plugins.js";
import { showWarnings } from "../terminal/messages.js";
import { print } from "../terminal/print.js";
import { readAnyWorkload } from "./any-workload.js";

export interface ConvertFlags {
  readonly to: (typeof convertedFormats)[number];
  readonly output: string;
  readonly groups?: string;
  readonly format?: string;
  readonly plugin: string[];
}

/** Writes the workload in another format. */
export async function convert(
  name: string,
  { to, output, groups, format, plugin }: ConvertFlags,
): Promise<void> {
  const registry = createDefaultRegistry(await loadPlugins({ flags: plugin }));
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const workload = readAnyWorkload(name, { registry, format, groups, warn });
  if (workload.kind !== "graph") throw noGraph(name, workload.kind);
  const text = inFile(name, () => writers[to](workload, output, warn));
  showWarnings(warnings);
  print(`${text}\n`);
}

/** Each writes the files of a format and says what it has written. */
const writers = {
  chakra: (workload: GraphWorkload, output: string, warn: (message: string) => void) =>
    writeTraces(workload, output, "et", warn, (messages) => Buffer.concat([...encodeTrace(messages)])),
  "chakra-json": (workload: GraphWorkload, output: string, warn: (message: string) => void) =>
    writeTraces(workload, output, "json", warn, (messages) => [...writeJsonTrace(messages)].join("")),
  graph: (workload: GraphWorkload, output: string) => {
    writeAtomically(output, writeGraph(workload));
    return `${output}: graphs of ${formatCount(workload.ranks.length)} ranks`;
  },
  goal: (workload: GraphWorkload, output: string, warn: (message: string) => void) => {
    const { text, warnings } = writeGoal(workload);
    for (const warning of warnings) warn(warning);
    writeAtomically(output, text);
    return `${output}: a GOAL schedule of ${formatCount(workload.ranks.length)} ranks`;
  },
} satisfies Record<ConvertFlags["to"], unknown>;

type Messages = ReturnType<ReturnType<typeof graphTraces>["messages"]>;

function writeTraces(
  workload: GraphWorkload,
  output: string,
  ending: string,
  warn: (message: string) => void,
  encode: (messages: Messages) => Uint8Array | string,
): string {
  const pattern = output.includes("{rank}") ? output : `${output}.{rank}.${ending}`;
  const { ranks, messages, groups, warnings } = graphTraces(workload);
  for (const warning of warnings) warn(warning);
  for (const rank of ranks.keys())
    writeAtomically(pattern.replaceAll("{rank}", String(rank)), encode(messages(rank)));
  const written = `${pattern}: traces of ${formatCount(ranks.length)} ranks`;
  if (Object.keys(groups).length === 0) return written;
  const file = `${pattern.replace(/[._-]?\{rank\}.*$/s, "")}.groups.json`;
  writeAtomically(file, `${JSON.stringify(groups)}\n`);
  return `${written}\n${file}: their groups, for --comm-group-configuration, or \`groups\` in an experiment`;
}

function noGraph(file: string, kind: "layers" | "collective"): AstraError {
  return new AstraError("UNSUPPORTED", {
    file,
    problem:
      kind === "layers"
        ? "a table of layers says what a training loop does with it, not what comes after what"
        : "one collective is no workload file",
    expected: "an execution graph, or traces",
    hint: "astra-ts workload generate --format graph makes graphs of models.",
  });
}
