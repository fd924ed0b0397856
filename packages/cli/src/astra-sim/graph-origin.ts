import { lineOfJson, type Origin } from "@astra-ts/core";

/** Where in the JSON of an execution graph the node stands that an error of the workload layer names (`ranks.3: node 5 (send)`), or the value of a path. */
export function graphOrigin(file: string, text: string, field: string): Origin {
  const [, rank, node] = /^ranks\.(\d+)(?:: node (.*))?$/s.exec(field) ?? [];
  const path = rank === undefined ? field.split(".") : pathOfNode(text, Number(rank), node);
  return { file, line: lineOfJson(text, path), field };
}

interface Graph {
  readonly ranks: readonly (readonly [number, number])[];
  readonly programs: readonly (readonly { readonly id: number | string }[])[];
}

function pathOfNode(text: string, rank: number, node: string | undefined): (string | number)[] {
  const { ranks, programs } = JSON.parse(text) as Graph;
  let before = 0;
  for (const [program, count] of ranks) {
    before += count;
    if (rank >= before) continue;
    const id = /^\d+/.exec(node ?? "")?.[0];
    const index = programs[program]?.findIndex((entry) => String(entry.id) === id) ?? -1;
    return ["programs", program, ...(index < 0 ? [] : [index])];
  }
  return [];
}
