/** Node numbers, the smallest first: a binary heap. */
export class ReadyQueue {
  readonly #heap: number[] = [];

  /** The smallest number, or undefined. */
  get first(): number | undefined {
    return this.#heap[0];
  }

  push(node: number): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (heap[parent] <= node) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = node;
  }

  shift(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= last) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = last;
  }
}
