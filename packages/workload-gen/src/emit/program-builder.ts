import type { GraphNodeWork, RelativeGroup, RelativeRank } from "@astra-ts/core";
import type { CollectiveStep, ComputeStep, GroupName, Step } from "../plan/planned-layer.js";

/** Ranks of a group: all ranks, some of them, or nobody but oneself. */
export type GroupRanks = RelativeGroup | "all" | "alone";

/**
 * Writes the program of one pipeline stage. It keeps the two orders that a device has: one compute kernel after the other, and one collective of a group after the other
 * (as a communicator runs them), so that all members of a group meet in the same order.
 */
export class ProgramBuilder {
  readonly nodes: GraphNodeWork[] = [];
  /** Nodes whose results the next step needs. */
  data: readonly number[] = [];
  #lastCompute: readonly number[] = [];
  readonly #lastOfGroup = new Map<string, number>();
  readonly #lastReceive = new Map<number, number>();
  readonly #groups: Readonly<Record<GroupName, GroupRanks>>;
  readonly #time: (step: ComputeStep) => number;

  constructor(groups: Readonly<Record<GroupName, GroupRanks>>, time: (step: ComputeStep) => number) {
    this.#groups = groups;
    this.#time = time;
  }

  /** The last compute node so far: what a collective waits for that starts "now". */
  get computed(): readonly number[] {
    return this.#lastCompute;
  }

  /** Steps one after the other, from `data` to `data`; compute steps with nothing between them become one node. */
  steps(steps: readonly Step[], name: string): void {
    let duration = 0;
    for (const step of steps) {
      if (step.kind === "compute") {
        duration += this.#time(step);
        continue;
      }
      this.#compute(duration, name);
      duration = 0;
      this.data = this.collective(step, `${name}: ${step.name}`, this.data);
    }
    this.#compute(duration, name);
  }

  /** A collective that starts after `after`; the result is what to wait for. */
  collective(step: CollectiveStep, name: string, after: readonly number[]): readonly number[] {
    const ranks = this.#groups[step.group];
    if (ranks === "alone" || step.bytes === 0) return after;
    return this.collectiveOf(ranks, step, name, after);
  }

  /** A collective of ranks that are none of the named groups. */
  collectiveOf(
    ranks: RelativeGroup | "all",
    { collective, bytes }: Pick<CollectiveStep, "collective" | "bytes">,
    name: string,
    after: readonly number[],
  ): readonly number[] {
    const key = JSON.stringify(ranks);
    const previous = this.#lastOfGroup.get(key);
    const id = this.#add({
      id: this.nodes.length,
      name,
      kind: "collective",
      collective,
      bytes,
      ...(ranks === "all" ? {} : { group: ranks }),
      after: union(after, previous === undefined ? [] : [previous]),
    });
    this.#lastOfGroup.set(key, id);
    return [id];
  }

  /** A send at the end of a pass: of `data`, once all that was to be computed before it is computed (as Megatron-LM does it). */
  send(to: RelativeRank, tag: number, bytes: number, name: string): void {
    const after = union(this.data, this.#lastCompute);
    this.#add({ id: this.nodes.length, name, kind: "send", to, tag, bytes, after });
  }

  /** A receive; receives from one side are posted one after the other. The result is what to wait for. */
  receive(from: RelativeRank, tag: number, bytes: number, name: string): readonly number[] {
    const previous = this.#lastReceive.get(from.shift);
    const after = previous === undefined ? [] : [previous];
    const id = this.#add({ id: this.nodes.length, name, kind: "receive", from, tag, bytes, after });
    this.#lastReceive.set(from.shift, id);
    return [id];
  }

  #compute(duration: number, name: string): void {
    if (duration === 0) return;
    const after = union(this.data, this.#lastCompute);
    const id = this.#add({ id: this.nodes.length, name, kind: "compute", duration, after });
    this.data = [id];
    this.#lastCompute = [id];
  }

  #add(node: GraphNodeWork & { readonly id: number }): number {
    this.nodes.push(node);
    return node.id;
  }
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])];
}
