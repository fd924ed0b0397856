import {
  AstraError,
  defineWorkloadFormat,
  type GraphNodeWork,
  type GraphWorkload,
  isAstraError,
  type RelativeGroup,
} from "@astra-ts/core";
import {
  readSimaiTable,
  type SimaiCollective,
  type SimaiGroup,
  type SimaiPass,
  type SimaiTable,
} from "./simai-table.js";

/** Where each group lies in the grid of ranks, as Megatron numbers them: tensor innermost, then experts, copies, stages. */
const axesOf: Readonly<Record<SimaiGroup, readonly string[]>> = {
  tensor: ["tensor"],
  expert: ["expert"],
  "data of an expert": ["data"],
  data: ["expert", "data"],
};

/** SimAI's and AICB's tables with groups (`ep:`, `pp:`, `all_gpus:`), as one execution graph that all ranks share. Tables without them are ASTRA-sim 1.0's. */
export const simaiWorkload = defineWorkloadFormat({
  name: "simai",
  description: "SimAI's and AICB's table of layers with expert and pipeline parallel groups",
  extensions: [".txt"],
  recognizes: (text) => /^\s*[A-Z][A-Z0-9_]+\s[^\n]*\b(ep|pp|vpp|ga|all_gpus):\s/.test(text),
  read(text, { file, warn }) {
    try {
      return graphOf(
        readSimaiTable(text, (message) => warn(`${file}: ${message}`)),
        (message) => warn(`${file}: ${message}`),
      );
    } catch (error) {
      throw isAstraError(error) ? error.located({ file }) : error;
    }
  },
});

function graphOf(table: SimaiTable, warn: (message: string) => void): GraphWorkload {
  const { tensor, expert, pipeline, gpus, pipelineBytes } = table;
  const data = gpus / (tensor * expert * pipeline);
  if (!Number.isInteger(data))
    throw new AstraError("INVALID_VALUE", {
      line: 1,
      field: "all_gpus:",
      problem: "the degrees of parallelism do not divide the number of GPUs",
      found: gpus,
      expected: `a multiple of ${tensor * expert * pipeline}: ${tensor} tensor x ${expert} expert x ${pipeline} pipeline parallel`,
    });
  if (pipeline > 1)
    warn(
      `the table is that of one stage: all ${pipeline} run it, and the ${pipelineBytes} bytes between them are not sent`,
    );
  const sizes = { tensor, expert, data: data * expert, "data of an expert": data };
  const nodes = nodesOf(table, sizes);
  return {
    kind: "graph",
    ranks: Array.from({ length: gpus }, () => nodes),
    grid: [
      { name: "tensor", size: tensor },
      { name: "expert", size: expert },
      { name: "data", size: data },
      { name: "pipeline", size: pipeline },
    ],
    // Gradients of several layers may be under way while the next one computes and exchanges.
    communicationSlots: 1 + table.layers.length,
  };
}

/** Forward over all layers, then backward: what SimAI's loop does with a table. Weight gradients travel behind what follows. */
function nodesOf({ layers }: SimaiTable, sizes: Readonly<Record<SimaiGroup, number>>): GraphNodeWork[] {
  const nodes: GraphNodeWork[] = [];
  let last: number[] = [];
  const compute = (name: string, duration: number): void => {
    if (duration === 0) return;
    nodes.push({ id: nodes.length, kind: "compute", name, duration, after: last });
    last = [nodes.length - 1];
  };
  const exchange = (name: string, collective: SimaiCollective | undefined, waits: boolean): void => {
    const bytes = bytesOf(collective, sizes);
    if (collective === undefined || bytes === 0) return;
    const group: RelativeGroup = { axes: axesOf[collective.group] };
    nodes.push({
      id: nodes.length,
      kind: "collective",
      name,
      collective: collective.kind,
      bytes,
      group,
      after: last,
    });
    if (waits) last = [nodes.length - 1];
  };
  const pass = (name: string, { compute: time, collective }: SimaiPass, waits: boolean): void => {
    compute(name, time);
    exchange(name, collective, waits);
  };
  for (const { name, forward } of layers) pass(`${name} forward`, forward, true);
  for (const { name, inputGradient, weightGradient } of layers.toReversed()) {
    pass(`${name} input gradient`, inputGradient, true);
    pass(`${name} weight gradient`, weightGradient, false);
  }
  return nodes;
}

/** SimAI counts what an NPU has of a collective when it is over, an all-gather here what each gives to it. None in a group of one. */
function bytesOf(
  collective: SimaiCollective | undefined,
  sizes: Readonly<Record<SimaiGroup, number>>,
): number {
  if (collective === undefined || sizes[collective.group] === 1) return 0;
  const { kind, bytes, group } = collective;
  return kind === "all-gather" ? Math.ceil(bytes / sizes[group]) : bytes;
}
