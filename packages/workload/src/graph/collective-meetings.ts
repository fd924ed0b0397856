import { kindNumber } from "@astra-ts/core";
import type { RankHistory } from "./history.js";
import type { PreparedGraphs } from "./prepared-graphs.js";

/** A collective on one rank. */
export interface Attendance {
  readonly rank: number;
  readonly node: number;
}

/** Finds which nodes of other ranks are the same collective as one of this rank: the k-th of its group on each. */
export class CollectiveMeetings {
  readonly #graphs: PreparedGraphs;
  readonly #history: readonly RankHistory[];
  /** By rank and group: its collectives in the order in which they started. */
  readonly #lists = new Map<number, Map<string, number[]>>();
  readonly #keys = new WeakMap<readonly number[], string>();

  constructor(graphs: PreparedGraphs, history: readonly RankHistory[]) {
    this.#graphs = graphs;
    this.#history = history;
  }

  /** Ranks that meet in a collective of `rank`. */
  members(rank: number, node: number): readonly number[] {
    return this.#group(rank, node) ?? this.#graphs.programs.map((_, member) => member);
  }

  /** The same collective on each member that has started it. */
  attendances(rank: number, node: number): Attendance[] {
    const key = this.#key(rank, node);
    const place = this.#listsOf(rank).get(key)?.indexOf(node) ?? -1;
    if (place < 0) return [];
    return this.members(rank, node).flatMap((member) => {
      const other = this.#listsOf(member).get(key)?.[place];
      return other === undefined ? [] : [{ rank: member, node: other }];
    });
  }

  #listsOf(rank: number): Map<string, number[]> {
    let lists = this.#lists.get(rank);
    if (lists === undefined) {
      lists = this.#sorted(rank);
      this.#lists.set(rank, lists);
    }
    return lists;
  }

  #sorted(rank: number): Map<string, number[]> {
    const { kinds } = this.#graphs.programs[rank].columns;
    const { start } = this.#history[rank];
    const started: number[] = [];
    for (let node = 0; node < kinds.length; node++)
      if (kinds[node] === kindNumber.collective && !Number.isNaN(start[node])) started.push(node);
    started.sort((a, b) => start[a] - start[b] || a - b);
    const lists = new Map<string, number[]>();
    for (const node of started) {
      const key = this.#key(rank, node);
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [node]);
      else list.push(node);
    }
    return lists;
  }

  #group(rank: number, node: number): readonly number[] | undefined {
    const { columns } = this.#graphs.programs[rank];
    return this.#graphs.addresses.group(rank, columns.collectives[columns.details[node]].group);
  }

  #key(rank: number, node: number): string {
    const { columns } = this.#graphs.programs[rank];
    const { group: named } = columns.collectives[columns.details[node]];
    const group = this.#group(rank, node);
    if (group === undefined) return "";
    let key = this.#keys.get(group);
    if (key === undefined) {
      key = group.join();
      this.#keys.set(group, key);
    }
    return typeof named === "string" ? `${named}:${key}` : key;
  }
}
