import { type CollectiveTraits, kindNumber } from "@astra-ts/core";
import type { RankHistory } from "./history.js";
import type { PreparedGraphs } from "./prepared-graphs.js";

/** A collective on one rank, in one pass. */
export interface Attendance {
  readonly rank: number;
  readonly visit: number;
}

/** The collectives of one rank. */
interface Calendar {
  /** Those of each group in the order in which they started. */
  readonly lists: ReadonlyMap<string, readonly number[]>;
  /** By visit: its place in the list of its group; -1 for what is no collective that has started. */
  readonly places: Int32Array;
}

/** Finds which nodes of other ranks are the same collective as one of this rank: the k-th of its group on each. */
export class CollectiveMeetings {
  readonly #graphs: PreparedGraphs;
  readonly #history: readonly RankHistory[];
  readonly #calendars = new Map<number, Calendar>();
  readonly #keys = new WeakMap<readonly number[], string>();

  constructor(graphs: PreparedGraphs, history: readonly RankHistory[]) {
    this.#graphs = graphs;
    this.#history = history;
  }

  /** Ranks that meet in a collective of `rank`. */
  members(rank: number, visit: number): readonly number[] {
    return this.#group(rank, visit) ?? this.#graphs.programs.map((_, member) => member);
  }

  /** The same collective on each member that has started it. */
  attendances(rank: number, visit: number): Attendance[] {
    const key = this.#key(rank, visit);
    const place = this.#calendarOf(rank).places[visit];
    if (place < 0) return [];
    return this.members(rank, visit).flatMap((member) => {
      const other = this.#calendarOf(member).lists.get(key)?.[place];
      return other === undefined ? [] : [{ rank: member, visit: other }];
    });
  }

  #calendarOf(rank: number): Calendar {
    let calendar = this.#calendars.get(rank);
    if (calendar === undefined) {
      calendar = this.#sorted(rank);
      this.#calendars.set(rank, calendar);
    }
    return calendar;
  }

  #sorted(rank: number): Calendar {
    const { kinds } = this.#graphs.programs[rank].columns;
    const { start } = this.#history[rank];
    const started: number[] = [];
    for (let visit = 0; visit < start.length; visit++)
      if (kinds[visit % kinds.length] === kindNumber.collective && !Number.isNaN(start[visit]))
        started.push(visit);
    started.sort((a, b) => start[a] - start[b] || a - b);
    const lists = new Map<string, number[]>();
    const places = new Int32Array(start.length).fill(-1);
    for (const visit of started) {
      const key = this.#key(rank, visit);
      const list = lists.get(key);
      places[visit] = list?.length ?? 0;
      if (list === undefined) lists.set(key, [visit]);
      else list.push(visit);
    }
    return { lists, places };
  }

  #group(rank: number, visit: number): readonly number[] | undefined {
    return this.#graphs.addresses.group(rank, this.#named(rank, visit));
  }

  #named(rank: number, visit: number): CollectiveTraits["group"] {
    const { details, collectives } = this.#graphs.programs[rank].columns;
    return collectives[details[visit % details.length]].group;
  }

  #key(rank: number, visit: number): string {
    const named = this.#named(rank, visit);
    const group = this.#group(rank, visit);
    if (group === undefined) return "";
    let key = this.#keys.get(group);
    if (key === undefined) {
      key = group.join();
      this.#keys.set(group, key);
    }
    return typeof named === "string" ? `${named}:${key}` : key;
  }
}
