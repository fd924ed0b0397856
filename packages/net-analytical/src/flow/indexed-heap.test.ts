import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IndexedHeap } from "./indexed-heap.js";
import { IntList } from "./int-list.js";

const id = fc.integer({ min: 0, max: 200 });
const key = fc.integer({ min: 0, max: 50 });
const step = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), entries: fc.array(fc.tuple(id, key), { maxLength: 1 }) }),
  fc.record({
    kind: fc.constant("setMany" as const),
    entries: fc.array(fc.tuple(id, key), { maxLength: 40 }),
  }),
  fc.record({ kind: fc.constant("delete" as const), id }),
  fc.record({ kind: fc.constant("take" as const), limit: key }),
);

describe("the indexed heap", () => {
  it("does what a map that is searched does", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const heap = new IndexedHeap();
        const plain = new Map<number, number>();
        for (const step of steps) {
          if (step.kind === "set") for (const [number, value] of step.entries) heap.set(number, value);
          if (step.kind === "setMany") {
            const ids = new IntList();
            const keys = new Float64Array(201);
            for (const [number, value] of step.entries) {
              ids.push(number);
              keys[number] = value;
            }
            heap.setMany(ids, keys);
          }
          if (step.kind === "set" || step.kind === "setMany")
            for (const [number, value] of step.entries) plain.set(number, value);
          if (step.kind === "delete") {
            heap.delete(step.id);
            plain.delete(step.id);
          }
          if (step.kind === "take") {
            const taken = new IntList();
            heap.takeUpTo(step.limit, taken);
            const due = [...plain].filter(([, value]) => value <= step.limit).map(([number]) => number);
            expect([...taken.items.subarray(0, taken.length)].sort()).toEqual(due.sort());
            for (const number of due) plain.delete(number);
          }
          expect(heap.size).toBe(plain.size);
          expect(heap.leastKey).toBe(Math.min(...plain.values()));
          if (plain.size > 0) expect(plain.get(heap.top)).toBe(heap.leastKey);
        }
      }),
    );
  });

  it("keeps equal keys in the order in which they came together", () => {
    const heap = new IndexedHeap();
    const ids = new IntList();
    for (const number of [7, 3, 9, 1, 5]) ids.push(number);
    heap.setMany(ids, new Float64Array(10).fill(2));
    const taken = new IntList();
    heap.takeUpTo(2, taken);
    expect([...taken.items.subarray(0, taken.length)]).toEqual([7, 3, 9, 1, 5]);
  });
});
