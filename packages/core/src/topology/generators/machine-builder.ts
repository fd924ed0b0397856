import { AstraError } from "../../errors/astra-error.js";
import type { GraphInput } from "../create-graph-topology.js";

/** A link in figures: bytes per ns in one direction, and ns. */
export interface LinkFigures {
  readonly bandwidth: number;
  readonly latency: number;
}

type Node = GraphInput["nodes"][number];
type Link = GraphInput["links"][number];

/** Writes a machine down, node by node and link by link. */
export class MachineBuilder {
  readonly #nodes: Node[] = [];
  readonly #links: Link[] = [];

  /** NPUs 0 to count - 1. */
  npus(count: number): void {
    for (let rank = 0; rank < count; rank++) this.#nodes.push({ name: npu(rank), kind: "npu" });
  }

  /** `count` switches of one kind; their names. */
  switches(kind: string, count: number): readonly string[] {
    const names = Array.from({ length: count }, (_, index) => `${kind} ${index}`);
    for (const name of names) this.#nodes.push({ name, kind: "switch" });
    return names;
  }

  /** `hops`: as how many links it counts for routes. */
  link(from: string, to: string, { bandwidth, latency }: LinkFigures, hops = 1): void {
    this.#links.push({ from, to, bandwidth, latency, hops });
  }

  /** The machine; `grid` are the logical dimensions, innermost first. Those of one NPU are left out. */
  machine(grid: readonly number[]): GraphInput {
    const wide = grid.filter((size) => size > 1);
    return { nodes: this.#nodes, links: this.#links, grid: wide.length === 0 ? [1] : wide };
  }
}

/** Name of an NPU. */
export function npu(rank: number): string {
  return `npu ${rank}`;
}

/** Refuses an option of a generated machine. */
export function refuse(field: string, problem: string, found: unknown, expected: string): never {
  throw new AstraError("INVALID_VALUE", { problem, field: `topology.${field}`, found, expected });
}

/** Runs `build` once for each plane of switches, with what the names of its switches begin with: the planes meet in the NPUs alone. */
export function eachPlane(planes: number, build: (prefix: string) => void): void {
  for (let plane = 0; plane < planes; plane++) build(planes === 1 ? "" : `plane ${plane} `);
}
