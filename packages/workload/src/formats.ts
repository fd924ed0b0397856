import { defineWorkloadFormat, readGraph } from "@astra-ts/core";
import { readWorkloadText } from "./text/read-workload-text.js";

/** Marks of other formats that begin with a word, too: SimAI's labels, GOAL's and htsim's first keys, headings of tables. */
const hasOtherMark = (text: string): boolean =>
  /^[^\n]*\s(ep|pp|vpp|ga|all_gpus):\s/.test(text) ||
  /^\s*(num_ranks|Nodes)\s+\d/i.test(text) ||
  /^\s*\w+\s*,/.test(text);

/** ASTRA-sim 1.0's text: the name of a training loop, then a table of layers. */
export const workloadText = defineWorkloadFormat({
  name: "astra-sim-text",
  description: "ASTRA-sim 1.0's table of layers, led by the name of a training loop",
  extensions: [".txt"],
  recognizes: (text) => /^\s*[A-Za-z_]\w*(\s|$)/.test(text) && !hasOtherMark(text),
  read: (text, { file, trainingLoops, warn, origin }) =>
    readWorkloadText(text, file, { loops: trainingLoops.values(), warn, origin }),
});

/** An execution graph in JSON. */
export const graphJson = defineWorkloadFormat({
  name: "graph-json",
  description: "an execution graph per rank, in JSON with the key `programs`",
  extensions: [".json"],
  recognizes: (text) => /^\s*\{/.test(text) && /"(schema|programs)"\s*:/.test(text),
  read: (text, { file }) => readGraph(text, file),
});
