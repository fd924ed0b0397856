import type { CollectiveKind } from "../collective/kind.js";
import type { CollectiveHandle, CollectiveRequest, LogicalDimension, SystemLayer } from "../system/system.js";

/** Collectives of a run that were alike, with their times. */
export interface CollectiveEntry {
  readonly kind: CollectiveKind;
  /** As in `CollectiveRequest`. */
  readonly bytes: number;
  readonly chunks: number;
  /** Logical dimensions that took part. */
  readonly dimensions: readonly LogicalDimension[];
  /** Ranks that took part, where the request named them. */
  readonly group: readonly number[] | undefined;
  /** Place of the root, of the kinds that have one. */
  readonly root: number;
  /** Tells collectives over other dimensions or ranks apart. */
  readonly place: string;
  /** NPUs in one group. */
  readonly npus: number;
  /** Collectives seen on the watched ranks. */
  count: number;
  /** Of those, the ones that ended. */
  ended: number;
  /** From first issue on any watched rank to the last end, ns, summed and of the fastest. */
  sum: number;
  fastest: number;
}

/** A collective under way. */
interface Instance {
  readonly entry: CollectiveEntry;
  readonly issued: number;
  open: number;
}

/** What a part of the machine asks for, in ranks of the machine. */
export interface GroupsOfPart {
  /** The machine's rank that is a rank of the part. */
  rank(own: number): number;
  /** The same request, of a group of the machine's ranks. */
  onMachine(own: number, request: CollectiveRequest): CollectiveRequest;
}

/**
 * Watches what is asked of a system layer. The ranks of one group ask for the same collectives in the same order, so that the k-th request of each belongs
 * together; without a group, all ranks count as one.
 */
export class CollectiveLedger {
  /** When the last collective ended, ns. */
  lastEnd = 0;
  readonly #entries = new Map<string, CollectiveEntry>();
  readonly #instances = new Map<string, Instance>();
  /** By group and rank. */
  readonly #issued = new Map<string, number[]>();
  readonly #groupKeys = new WeakMap<readonly number[], string>();
  readonly #npus: number;
  readonly #now: () => number;

  constructor(npus: number, now: () => number) {
    this.#npus = npus;
    this.#now = now;
  }

  get entries(): Iterable<CollectiveEntry> {
    return this.#entries.values();
  }

  /** The same system layer, watched; with `part`, it is that of a part of the machine, and what it asks for is noted as a collective of a group of the machine's ranks. */
  watch(system: SystemLayer, part?: GroupsOfPart): SystemLayer {
    return {
      logicalDimensions: system.logicalDimensions,
      report: (rank) => system.report(rank),
      pending: () => system.pending(),
      sent: () => system.sent?.() ?? { messages: 0, of: 0 },
      relieve: () => system.relieve?.() ?? false,
      issue: (rank, request, done) => {
        const noted = part === undefined ? request : part.onMachine(rank, request);
        const key = `${this.#groupKey(noted)}#${this.#order(part?.rank(rank) ?? rank, noted)}`;
        const handle = system.issue(rank, request, () => {
          this.#end(key);
          done();
        });
        this.#begin(key, system, noted, handle);
        return handle;
      },
    };
  }

  #begin(key: string, system: SystemLayer, request: CollectiveRequest, handle: CollectiveHandle): void {
    if (request.bytes === 0) {
      // It may never end; one entry says that it was asked for.
      this.#entry(system, request, handle).count = 1;
      return;
    }
    if (!handle.active || handle.fixedSize || this.#instances.has(key)) return;
    const entry = this.#entry(system, request, handle);
    entry.count++;
    this.#instances.set(key, {
      entry,
      issued: this.#now(),
      open: request.group?.length ?? this.#npus,
    });
  }

  #end(key: string): void {
    const instance = this.#instances.get(key);
    if (instance === undefined) return;
    instance.open--;
    if (instance.open > 0) return;
    this.#instances.delete(key);
    this.lastEnd = this.#now();
    const time = this.lastEnd - instance.issued;
    const { entry } = instance;
    entry.ended++;
    entry.sum += time;
    entry.fastest = Math.min(entry.fastest, time);
  }

  #entry(system: SystemLayer, request: CollectiveRequest, { chunks }: CollectiveHandle): CollectiveEntry {
    const { kind, bytes, dimensions, group, root = 0 } = request;
    const place = group === undefined ? (dimensions?.map(Number).join("") ?? "") : this.#groupKey(request);
    const key = `${kind}|${bytes}|${chunks}|${group === undefined ? "" : "group"}|${place}|${root}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const involved = system.logicalDimensions.filter((_, index) => dimensions?.[index] ?? true);
      const npus = group?.length ?? involved.reduce((product, dimension) => product * dimension.npus, 1);
      entry = {
        kind,
        bytes,
        chunks,
        dimensions: involved,
        group,
        root,
        place,
        npus,
        count: 0,
        ended: 0,
        sum: 0,
        fastest: Infinity,
      };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  #groupKey({ group }: CollectiveRequest): string {
    if (group === undefined) return "";
    let key = this.#groupKeys.get(group);
    if (key === undefined) {
      key = group.join(",");
      this.#groupKeys.set(group, key);
    }
    return key;
  }

  /** How many collectives this rank had asked for in this group before. */
  #order(rank: number, request: CollectiveRequest): number {
    const key = this.#groupKey(request);
    let counts = this.#issued.get(key);
    if (counts === undefined) {
      counts = [];
      this.#issued.set(key, counts);
    }
    const order = counts[rank] ?? 0;
    counts[rank] = order + 1;
    return order;
  }
}
