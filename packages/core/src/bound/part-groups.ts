import type { CollectiveRequest, LogicalDimension } from "../system/system.js";
import type { GroupsOfPart } from "./collective-ledger.js";

/** Who takes part in the collectives of a part of the machine, in ranks of the machine. Each group is one list, however often it is asked for. */
export class PartGroups implements GroupsOfPart {
  readonly #dimensions: readonly LogicalDimension[];
  readonly #ranks: readonly number[];
  readonly #named = new WeakMap<readonly number[], readonly number[]>();
  readonly #along = new Map<string, readonly number[]>();

  /** NPU i of the part is `ranks[i]`. */
  constructor(dimensions: readonly LogicalDimension[], ranks: readonly number[]) {
    this.#dimensions = dimensions;
    this.#ranks = ranks;
  }

  rank(own: number): number {
    return this.#ranks[own]!;
  }

  onMachine(own: number, request: CollectiveRequest): CollectiveRequest {
    const { dimensions: _dimensions, ...told } = request;
    return { ...told, group: this.#groupOf(own, request) };
  }

  #groupOf(rank: number, { group, dimensions }: CollectiveRequest): readonly number[] {
    if (group === undefined) return this.#groupAlong(rank, dimensions);
    let mapped = this.#named.get(group);
    if (mapped === undefined) {
      mapped = group.map((member) => this.#ranks[member]!);
      this.#named.set(group, mapped);
    }
    return mapped;
  }

  #groupAlong(rank: number, dimensions: readonly boolean[] | undefined): readonly number[] {
    const involved = this.#dimensions.filter((_, index) => dimensions?.[index] ?? true);
    const coordinate = ({ npus, stride }: LogicalDimension): number => Math.floor(rank / stride) % npus;
    const first = involved.reduce((left, dimension) => left - coordinate(dimension) * dimension.stride, rank);
    const key = `${first}|${dimensions?.map(Number).join("") ?? ""}`;
    let members = this.#along.get(key);
    if (members === undefined) {
      const positions = involved.reduce<readonly number[]>(
        (reached, { npus, stride }) =>
          Array.from({ length: npus }, (_, place) =>
            reached.map((position) => position + place * stride),
          ).flat(),
        [first],
      );
      members = positions.map((position) => this.#ranks[position]!);
      this.#along.set(key, members);
    }
    return members;
  }
}
