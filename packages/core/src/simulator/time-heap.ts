/** Ids by time: a binary heap, first in first out among equals. */
export class TimeHeap {
  readonly #heap: { id: number; time: number; order: number }[] = [];
  #order = 0;

  earliestTime(): number {
    return this.#heap.length === 0 ? Infinity : this.#heap[0]!.time;
  }

  push(id: number, time: number): void {
    const heap = this.#heap;
    const entry = { id, time, order: this.#order++ };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** The earliest id. The heap must not be empty. */
  pop(): number {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first.id;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first.id;
  }
}

function before(a: { time: number; order: number }, b: { time: number; order: number }): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
