import type { PreparedGraphs } from "./prepared-graphs.js";
import type { Program } from "./program.js";

/**
 * The lowest rank of each kind, such as a pipeline stage, then one of each group of ranks; so ordered that the first few lie far apart. Ranks that share a graph are of one kind;
 * where each has a graph of its own, those are whose graphs have as many nodes of each sort, and as many bytes.
 */
export function representativesOf({ programs, addresses }: PreparedGraphs): number[] {
  const isShared = new Set(programs).size < programs.length;
  const kinds = new Map<Program | string, number>();
  const groups = new Map<string, number>();
  programs.forEach((program, rank) => {
    const kind = isShared ? program : kindText(program);
    if (!kinds.has(kind)) kinds.set(kind, rank);
    for (const { group } of program.columns.collectives) {
      const members = addresses.group(rank, group);
      if (members === undefined || members.length === programs.length) continue;
      const key = `${members[0]} ${members[1]} ${members.length}`;
      if (!groups.has(key)) groups.set(key, rank);
    }
  });
  const chosen = new Set(kinds.values());
  const others = new Set([...groups.values()].filter((rank) => !chosen.has(rank)));
  return [...spreadOut([...chosen]), ...spreadOut([...others])];
}

function kindText({ columns: { kinds, bytes } }: Program): string {
  const counts = new Map<number, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const sum = bytes.reduce((total: number, size: number) => total + (size || 0), 0);
  return `${[...counts].sort(([a], [b]) => a - b).join(" ")} ${sum}`;
}

/** First and last, then the middle of each gap, the largest first. */
function spreadOut(list: readonly number[]): number[] {
  if (list.length < 3) return [...list];
  const ordered = [list[0]!, list.at(-1)!];
  let gaps: [number, number][] = [[0, list.length - 1]];
  while (gaps.length > 0) {
    const halves: [number, number][] = [];
    for (const [from, to] of gaps) {
      const middle = (from + to) >> 1;
      if (middle === from) continue;
      ordered.push(list[middle]!);
      halves.push([from, middle], [middle, to]);
    }
    gaps = halves;
  }
  return ordered;
}
