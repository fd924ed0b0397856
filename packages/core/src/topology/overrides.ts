import { AstraError } from "../errors/astra-error.js";
import { didYouMean } from "../errors/suggest.js";
import { bandwidthRange, isBandwidth, isLatency, latencyRange } from "./figures.js";
import type { LinkTable } from "./graph.js";
import type { NodeNames } from "./node-names.js";

/** A link that differs from its dimension's: faster, slower, or dead. */
export interface LinkOverride {
  /** The two ends: a rank, or a node's name as in the graph (`npu 3`, `switch 0`, `leaf 2`, `spine 1`). */
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

/** Names that are compared with one that nothing has: the switches, which come last, and the last NPUs. */
const mostNamed = 4096;

/** Apply overrides to a table of links; returns the numbers of the links that have failed. Errors name `topology.overrides.N`. */
export function applyOverrides(
  table: LinkTable,
  overrides: readonly LinkOverride[],
  nodeCount: number,
  names: NodeNames,
): number[] {
  const idOf = (end: number | string, field: string): number => {
    const id = typeof end === "number" ? (end < nodeCount ? end : undefined) : names.idOf(end);
    if (id !== undefined) return id;
    const all = Array.from({ length: Math.min(nodeCount, mostNamed) }, (_, node) =>
      names.nameOf(nodeCount - 1 - node),
    );
    throw new AstraError("UNKNOWN_NAME", {
      problem: "there is no such node",
      field,
      found: end,
      expected: "a rank or a node's name, such as npu 0 or switch 0",
      hint: typeof end === "string" ? didYouMean(end, all) : undefined,
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
        problem: `no link leads from ${names.nameOf(from)} to ${names.nameOf(to)}`,
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
