import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { bandwidthRange, isBandwidth, isLatency, latencyRange } from "./figures.js";
import type { LinkTable } from "./graph.js";

/** A link that differs from its dimension's: faster, slower, or dead. */
export interface LinkOverride {
  /** The two ends: a rank, or a node's name as in the graph (`npu 3`, `switch 0`). */
  readonly from: number | string;
  readonly to: number | string;
  /** Only the links of this dimension; absent: every link between the two. */
  readonly dimension?: number;
  /** Only the direction `from` -> `to`; absent or false: both. */
  readonly oneWay?: boolean;
  /** New bandwidth, bytes/ns. */
  readonly bandwidth?: number;
  /** New latency, ns. */
  readonly latency?: number;
  /** The link is dead: routes avoid it. */
  readonly failed?: boolean;
}

/** Apply overrides to a table of links; returns the numbers of the links that have failed. Errors name `topology.overrides.N`. */
export function applyOverrides(
  table: LinkTable,
  overrides: readonly LinkOverride[],
  nodeCount: number,
  nodeName: (id: number) => string,
): number[] {
  if (overrides.length === 0) return [];
  const ids = new Map<string, number>();
  for (let id = 0; id < nodeCount; id++) ids.set(nodeName(id), id);
  const idOf = (end: number | string, field: string): number => {
    const id = typeof end === "number" ? (end < nodeCount ? end : undefined) : ids.get(end);
    if (id !== undefined) return id;
    throw new AstraError("UNKNOWN_NAME", {
      problem: "there is no such node",
      field,
      found: end,
      expected: "a rank or a node's name, such as npu 0 or switch 0",
      hint: typeof end === "string" ? didYouMean(end, ids.keys()) : undefined,
    });
  };
  const failed: number[] = [];
  overrides.forEach((override, index) => {
    const field = `topology.overrides.${index}`;
    const from = idOf(override.from, `${field}.from`);
    const to = idOf(override.to, `${field}.to`);
    checkFigure(override.bandwidth, `${field}.bandwidth`, false);
    checkFigure(override.latency, `${field}.latency`, true);
    let found = 0;
    for (let link = 0; link < table.from.length; link++) {
      const forward = table.from[link] === from && table.to[link] === to;
      const backward = override.oneWay !== true && table.from[link] === to && table.to[link] === from;
      if (!forward && !backward) continue;
      if (override.dimension !== undefined && table.dimension[link] !== override.dimension) continue;
      found++;
      if (override.bandwidth !== undefined) table.bandwidth[link] = override.bandwidth;
      if (override.latency !== undefined) table.latency[link] = override.latency;
      if (override.failed === true) {
        table.bandwidth[link] = 0;
        failed.push(link);
      }
    }
    if (found === 0)
      throw new AstraError("INVALID_VALUE", {
        problem: `no link leads from ${nodeName(from)} to ${nodeName(to)}`,
        field,
        expected: "two nodes that a link joins",
      });
  });
  return failed;
}

function checkFigure(value: number | undefined, field: string, isLatencyFigure: boolean): void {
  if (value === undefined || (isLatencyFigure ? isLatency(value) : isBandwidth(value))) return;
  throw new AstraError("INVALID_VALUE", {
    problem: "this cannot be a link's figure",
    field,
    found: value,
    expected: isLatencyFigure ? latencyRange : `${bandwidthRange}; write failed: true for a dead link`,
  });
}
