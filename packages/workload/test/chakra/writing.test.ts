import {
  collectiveKinds,
  type GraphNodeWork,
  type GraphWorkload,
  nodeResources,
  packGraph,
  writeGraph,
} from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absoluteGraph,
  encodeTrace,
  type GraphTraces,
  graphTraces,
  readTrace,
  traceWorkload,
  writeJsonTrace,
} from "../../src/index.js";

const npus = 4;
const axes = ["tensor", "data"];

function bytesOf(pieces: Iterable<Uint8Array | string>): Uint8Array {
  return Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));
}

type Writer = (messages: ReturnType<GraphTraces["messages"]>) => Iterable<Uint8Array | string>;

/** There and back: through the bytes of every rank's file. */
function throughFiles(workload: GraphWorkload, write: Writer): GraphWorkload {
  const traces = graphTraces(workload);
  const groups = new Map(Object.entries(traces.groups));
  return traceWorkload(
    traces.ranks.map((_, rank) =>
      readTrace(bytesOf(write(traces.messages(rank))), `rank ${rank}`, rank, { groups, tensors: true }),
    ),
  );
}

const size = fc.oneof(fc.nat({ max: 2 ** 20 }), fc.nat({ max: Number.MAX_SAFE_INTEGER }));
const duration = fc.oneof(
  fc.constantFrom(0, 1, 999, 1000, 1500.25),
  fc.nat({ max: 1e6 }).map((micros) => micros * 1000),
  fc.double({ min: 0, max: 1e12, noNaN: true, noDefaultInfinity: true }).map((time) => time + 0),
);
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const tensors = maybe(
  fc.array(fc.record({ name: fc.string({ unit: "grapheme" }), bytes: size }), { maxLength: 2 }),
);
const on = maybe(fc.constantFrom(...nodeResources));
const peer = fc.oneof(
  fc.nat({ max: npus - 1 }),
  fc.record({ axis: fc.constantFrom(...axes), shift: fc.constant(0) }),
);
const group = fc.oneof(
  fc.constantFrom("7", "named", "1"),
  fc.uniqueArray(fc.nat({ max: npus - 1 }), { minLength: 1 }),
  fc.record({ axes: fc.uniqueArray(fc.constantFrom(...axes), { minLength: 1 }) }),
);
const message = { tag: fc.nat({ max: 499_999_999 }), bytes: size, duration: maybe(duration) };

const work = fc.oneof(
  fc.record({
    kind: fc.constant("compute" as const),
    duration,
    operations: maybe(size),
    memoryBytes: maybe(size),
    on,
  }),
  fc
    .record({
      kind: fc.constant("collective" as const),
      collective: fc.constantFrom(...collectiveKinds),
      bytes: size,
      group: maybe(group),
      dimensions: maybe(fc.array(fc.nat({ max: 6 }), { maxLength: 4 })),
      priority: maybe(fc.nat({ max: 2 ** 31 - 1 })),
      algorithm: maybe(fc.string({ minLength: 1, unit: "grapheme" })),
      root: maybe(fc.nat({ max: npus - 1 })),
      duration: maybe(duration),
    })
    .map((node) => (node.group === undefined ? node : { ...node, root: 0 })),
  fc.record({ kind: fc.constant("send" as const), to: peer, ...message }),
  fc.record({ kind: fc.constant("receive" as const), from: peer, ...message }),
  fc.record({
    kind: fc.constant("memory" as const),
    access: fc.constantFrom("load" as const, "store" as const),
    bytes: size,
    on,
    duration: maybe(duration),
  }),
  fc.record({ kind: fc.constant("marker" as const), on, duration: maybe(duration) }),
);

const id = fc.oneof(fc.nat({ max: 50 }), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }));

const nodes = fc
  .uniqueArray(
    fc.record({
      id,
      name: maybe(fc.string({ unit: "grapheme" })),
      work,
      inputs: tensors,
      outputs: tensors,
      earlier: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { selector: ({ id: own }) => String(own), maxLength: 8 },
  )
  .map((list) =>
    list.map(({ work: own, earlier, ...head }, place): GraphNodeWork => {
      const after = place === 0 ? [] : [...new Set(earlier.map((index) => list[index % place]!.id))];
      return defined({ ...head, ...own, after }) as unknown as GraphNodeWork;
    }),
  );

const workload = fc.array(nodes, { minLength: npus, maxLength: npus }).map(
  (ranks): GraphWorkload => ({
    kind: "graph",
    ranks: ranks.map(packGraph),
    grid: [
      { name: "tensor", size: 2 },
      { name: "data", size: 2 },
    ],
    groups: { "7": [3, 1], named: [0, 2], "1": [0, 1, 2, 3] },
  }),
);

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

describe("graphs as traces", () => {
  it.each([
    ["protobuf", (messages) => encodeTrace(messages)],
    ["JSON", (messages) => writeJsonTrace(messages)],
  ] satisfies [string, Writer][])("in %s come back as they were", (_, write) => {
    fc.assert(
      fc.property(workload, (graph) => {
        const wanted = absoluteGraph(graph);
        const back = throughFiles(graph, write);
        expect(writeGraph(back)).toBe(writeGraph(wanted));
        expect(writeGraph(throughFiles(back, write))).toBe(writeGraph(wanted));
      }),
      { numRuns: 150 },
    );
  });

  it("say what ASTRA-sim makes of them", () => {
    const ranks = [0, 1].map(() =>
      packGraph([
        { id: 0, kind: "compute", duration: 1500, after: [] },
        { id: 1, kind: "marker", after: [0] },
        {
          id: 2,
          kind: "collective",
          collective: "all-reduce",
          bytes: 8,
          group: [0],
          algorithm: "mine",
          after: [1],
        },
      ]),
    );
    const { warnings, groups } = graphTraces({ kind: "graph", ranks, communicationSlots: 3 });
    expect(groups).toEqual({ "1": [0] });
    expect(warnings).toEqual(
      ["rounded", "INVALID", "algorithm", "one member", "communicationSlots"].map((word) =>
        expect.stringContaining(word),
      ),
    );
  });

  it("refuse what no trace can say, by the node", () => {
    const ranks = [packGraph([{ id: 5, kind: "send", to: 0, tag: 5e8, bytes: 1, after: [] }])];
    const { messages } = graphTraces({ kind: "graph", ranks });
    expect(() => [...messages(0)]).toThrow(/rank 0: node 5: a tag that no trace can say: found 500000000/);
  });
});
