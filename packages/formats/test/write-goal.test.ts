import { type GraphNodeWork, type GraphWorkload, packGraph } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goal, writeGoal } from "../src/index.js";

const read = (text: string) => {
  const workload = goal.read(text, { file: "x.goal", trainingLoops: new Map(), warn: () => {} });
  if (workload.kind !== "graph") throw new Error("no graph");
  return workload;
};
/** Nodes as they are when numbered in order, without names. */
const shape = ({ ranks }: GraphWorkload) =>
  ranks.map((nodes) => {
    const packed = packGraph(nodes);
    const places = new Map([...packed].map(({ id }, place) => [id, place]));
    return [...packed].map(({ id: _, name: __, after, ...work }) => ({
      ...work,
      after: after.map((earlier) => places.get(earlier)),
    }));
  });

const ranks = 4;
const computation = fc.record({
  rank: fc.nat(ranks - 1),
  duration: fc.nat(1e9),
  on: fc.constantFrom("compute", "cpu"),
});
const message = fc.record({
  rank: fc.nat(ranks - 1),
  shift: fc.integer({ min: 1, max: ranks - 1 }),
  tag: fc.nat(3),
  bytes: fc.nat(3),
});
const workload = fc
  .tuple(fc.array(fc.oneof(computation, message), { maxLength: 30 }), fc.infiniteStream(fc.nat()))
  .map(([items, chance]): GraphWorkload => {
    const lists = Array.from({ length: ranks }, (): GraphNodeWork[] => []);
    const add = (rank: number, work: object) => {
      const list = lists[rank]!;
      const earlier = list.length === 0 ? [] : [list[chance.next().value % list.length]!.id];
      list.push({ id: 7 * list.length + 3, after: earlier, ...work } as unknown as GraphNodeWork);
    };
    for (const item of items) {
      if ("duration" in item) add(item.rank, { kind: "compute", duration: item.duration, on: item.on });
      else {
        const { rank, shift, tag, bytes } = item;
        const to = (rank + shift) % ranks;
        add(rank, { kind: "send", to, tag, bytes });
        add(to, { kind: "receive", from: rank, tag, bytes });
      }
    }
    return { kind: "graph", ranks: lists.map((list) => packGraph(list)) };
  });

describe("a graph written as a GOAL schedule", () => {
  it("comes back as it was, but for tags that GOAL could not tell apart", () => {
    fc.assert(
      fc.property(workload, (graph) => {
        const { text, warnings } = writeGoal(graph);
        const renumbered = warnings.some((warning) => warning.startsWith("tags"));
        const without = (shapes: ReturnType<typeof shape>) =>
          shapes.map((nodes) => nodes.map((node) => (renumbered ? { ...node, tag: 0 } : node)));
        const back = read(text);
        expect(without(shape(back))).toEqual(without(shape(graph)));
        // What was renumbered once is told apart by its tags, and stays.
        expect(shape(read(writeGoal(back).text))).toEqual(shape(back));
      }),
    );
  });

  it("says what is lost, and refuses what GOAL does not have", () => {
    const graph = (...nodes: object[]): GraphWorkload => ({
      kind: "graph",
      ranks: [
        nodes.map(
          (node, id) => ({ id, after: id === 0 ? [] : [id - 1], ...node }) as unknown as GraphNodeWork,
        ),
        [],
      ],
    });
    const { text, warnings } = writeGoal(
      graph(
        { kind: "send", to: 1, tag: 0, bytes: 8, name: "first" },
        { kind: "compute", duration: 1.5, operations: 9 },
        { kind: "send", to: 1, tag: 0, bytes: 16, name: "not a label" },
      ),
    );
    expect(text).toContain(
      "first: send 8b to 1 tag 0\nl0: calc 2\nl1: send 16b to 1 tag 1\nl0 requires first\n",
    );
    expect(warnings.map((warning) => warning.slice(0, 24))).toEqual([
      "1 times are no whole ns,",
      "1 computations tell oper",
      "1 operations wait for a ",
      "1 ranks send more messag",
      "tags are numbered anew, ",
    ]);
    expect(() => writeGoal(graph({ kind: "collective", collective: "all-reduce", bytes: 1 }))).toThrow(
      /rank 0: node 0: a GOAL schedule has no such operation: found "collective"/,
    );
  });
});
