import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { circleAmong, dependentsOf, stuckNodes } from "./dependents.js";
import { GraphBuilder, packGraph } from "./graph-builder.js";
import type { GraphNodeWork, NodeId } from "./graph-node.js";

const id = fc.oneof(fc.nat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }));
const size = fc.nat();
const peer = fc.oneof(fc.nat(), fc.record({ axis: fc.constantFrom("a", "b"), shift: fc.integer() }));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const body: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    kind: fc.constant("compute"),
    duration: size,
    operations: optional(size),
    memoryBytes: optional(size),
    on: optional(fc.constantFrom("cpu", "communication")),
  }),
  fc.record({
    kind: fc.constant("collective"),
    collective: fc.constantFrom("all-reduce", "all-to-all"),
    bytes: size,
    group: optional(
      fc.oneof(fc.constant("g"), fc.array(fc.nat(), { minLength: 1 }), fc.constant({ axes: ["a"] })),
    ),
    dimensions: optional(fc.array(fc.nat())),
    priority: optional(fc.nat()),
    duration: optional(size),
  }),
  fc.record({ kind: fc.constant("send"), to: peer, tag: size, bytes: size }),
  fc.record({ kind: fc.constant("receive"), from: peer, tag: size, bytes: size, duration: optional(size) }),
  fc.record({ kind: fc.constant("memory"), access: fc.constantFrom("load", "store"), bytes: size }),
  fc.record({ kind: fc.constant("marker"), on: optional(fc.constant("cpu")) }),
);

/** Nodes in any order, each after any of the others. */
const graph = fc.uniqueArray(id, { maxLength: 12, selector: String }).chain((ids) =>
  fc.tuple(
    ...ids.map((own) =>
      fc
        .record({
          body,
          name: optional(fc.string({ minLength: 1 })),
          after:
            ids.length === 0
              ? fc.constant([])
              : fc.uniqueArray(fc.constantFrom(...ids), { selector: String }),
          inputs: optional(fc.array(fc.record({ name: fc.string(), bytes: size }), { minLength: 1 })),
        })
        .map(({ body: rest, ...head }) => withoutAbsent({ id: own, ...head, ...rest })),
    ),
  ),
);

function withoutAbsent(node: object): GraphNodeWork {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined)) as never;
}

describe("a packed graph", () => {
  it("gives back the nodes that it was made of, in the order given", () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        expect([...packGraph(nodes)]).toEqual(nodes);
      }),
    );
  });

  it("numbers nodes in the order of their ids", () => {
    fc.assert(
      fc.property(graph, (nodes) => {
        const packed = packGraph(nodes);
        const ids: NodeId[] = Array.from({ length: packed.length }, (_, node) => packed.id(node));
        expect(ids).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
        expect(packed.toJSON()).toEqual(JSON.parse(JSON.stringify(packed)));
      }),
    );
  });

  it("takes the last of several nodes of one id, after all that they wait for", () => {
    const builder = new GraphBuilder();
    for (const [own, duration, ...after] of [
      [9, 1],
      [4, 2, 9],
      [2, 3],
      [4, 5, 2],
    ] as const)
      builder.add({ id: own, kind: "compute", duration, after });
    expect(() => builder.finish()).toThrow("two nodes have the same id: found 4");
    expect([...builder.finish({ mergesDuplicates: true })]).toEqual([
      { id: 9, kind: "compute", duration: 1, after: [] },
      { id: 4, kind: "compute", duration: 5, after: [9, 2] },
      { id: 2, kind: "compute", duration: 3, after: [] },
    ]);
  });

  it("leaves out what is missing, where it is told whom to tell", () => {
    const builder = new GraphBuilder();
    builder.add({ id: 1, kind: "compute", duration: 1, after: [7, 8] });
    const missing: NodeId[][] = [];
    const packed = builder.finish({ missing: (node, waitsFor) => missing.push([node, waitsFor]) });
    expect([...packed][0]!.after).toEqual([]);
    expect(missing).toEqual([
      [1, 7],
      [1, 8],
    ]);
    expect(() => builder.finish()).toThrow("node 1 waits for a node that does not exist: found 7");
  });
});

describe("nodes that never start", () => {
  it("are those in a circle, and behind one", () => {
    const compute = (own: number, ...after: number[]): GraphNodeWork => ({
      id: own,
      kind: "compute",
      duration: 1,
      after,
    });
    const packed = packGraph([
      compute(1),
      compute(2, 4),
      compute(3, 2),
      compute(4, 3, 1),
      compute(5, 4),
      compute(6, 1),
    ]);
    const stuck = stuckNodes(dependentsOf(packed));
    expect(stuck.map((node) => packed.id(node))).toEqual([2, 3, 4, 5]);
    expect(circleAmong(packed, stuck).map((node) => packed.id(node))).toEqual([2, 4, 3]);
  });
});
