import { Column, doubles, wideIntegers } from "./column.js";
import type { NodeId } from "./graph-node.js";

/** Ids of nodes: doubles until one comes that a double cannot hold. */
export class IdColumn {
  #ids: Column<Float64Array> | Column<BigUint64Array> = new Column(doubles);

  get length(): number {
    return this.#ids.length;
  }

  push(id: NodeId): void {
    const ids = this.#ids;
    if (isNarrow(ids)) {
      if (typeof id === "number") ids.push(id);
      else this.#widen(ids).push(id);
    } else {
      ids.push(BigInt(id));
    }
  }

  trimmed(): Float64Array | BigUint64Array {
    return this.#ids.trimmed();
  }

  #widen(narrow: Column<Float64Array>): Column<BigUint64Array> {
    const wide = new Column(wideIntegers, narrow.values.length);
    for (let index = 0; index < narrow.length; index++) wide.push(BigInt(narrow.values[index]!));
    this.#ids = wide;
    return wide;
  }
}

function isNarrow(ids: Column<Float64Array> | Column<BigUint64Array>): ids is Column<Float64Array> {
  return ids.values instanceof Float64Array;
}

/** Place of an id in a list in ascending order, by halving; -1 where it is not in it. */
export function placeOf(id: NodeId, ids: Float64Array | BigUint64Array): number {
  const wanted = ids instanceof Float64Array ? Number(id) : BigInt(id);
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ids[middle]!;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Node numbers in ascending order of their ids, equal ids in the order given; undefined where they stand so already, each id once. */
export function ascendingOrder(ids: Float64Array | BigUint64Array): Int32Array | undefined {
  let isAscending = true;
  for (let index = 1; index < ids.length && isAscending; index++) isAscending = ids[index - 1]! < ids[index]!;
  if (isAscending) return undefined;
  const order = Int32Array.from({ length: ids.length }, (_, index) => index);
  return order.sort((a, b) => (ids[a]! < ids[b]! ? -1 : ids[a]! > ids[b]! ? 1 : a - b));
}
