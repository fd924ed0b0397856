import type { GraphNodeWork, WorkEvent } from "@astra-ts/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphOptions } from "../src/graph/graph-options.js";
import { graphModel } from "../src/index.js";
import { layer, pass, rings, runLayers, runPrepared } from "./fake-run.js";

/** What rank 0 of two does with these nodes; the other has none. Collectives take one ns per byte. */
function worksOf(nodes: readonly GraphNodeWork[]): readonly WorkEvent[] {
  const prepared = graphModel.prepare(
    { topology: rings(2), trainingLoops: new Map(), warn: () => {} },
    { kind: "graph", ranks: [nodes, []] },
    graphOptions.parse({}),
  );
  return runPrepared(prepared, 2).works;
}

/** The instants of 0, 1, 2 … ns at which such a span is open. */
function instants(works: readonly WorkEvent[], ...kinds: readonly WorkEvent["activity"][]): Set<number> {
  const open = new Set<number>();
  for (const { activity, start, end } of works)
    if (kinds.includes(activity)) for (let time = start; time < end; time++) open.add(time);
  return open;
}

const node = fc.record({
  work: fc.constantFrom("compute", "cpu", "all-reduce"),
  length: fc.integer({ min: 0, max: 9 }),
  after: fc.option(fc.nat(7), { nil: undefined }),
});

describe("exposed waiting of a graph", () => {
  it("is each instant with communication under way and nothing computed, once", () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 8 }), (list) => {
        const nodes = list.map(({ work, length, after }, id): GraphNodeWork => {
          const common = { id, after: after === undefined || after >= id ? [] : [after] };
          return work === "all-reduce"
            ? { ...common, kind: "collective", collective: work, bytes: length }
            : { ...common, kind: "compute", duration: length, ...(work === "cpu" ? { on: "cpu" } : {}) };
        });
        const works = worksOf(nodes);
        const computing = instants(works, "compute", "cpu");
        const wanted = [...instants(works, "communication")].filter((time) => !computing.has(time));
        const exposed = works.filter(({ activity }) => activity === "exposed");
        expect([...instants(exposed, "exposed")].sort()).toEqual(wanted.sort());
        expect(exposed.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(wanted.length);
      }),
    );
  });

  it("has the name of what ended it", () => {
    const works = worksOf([
      { id: 1, kind: "collective", collective: "all-reduce", bytes: 20, name: "gradients", after: [] },
      { id: 2, kind: "compute", duration: 5, name: "block", after: [] },
    ]);
    expect(works.find(({ activity }) => activity === "exposed")).toMatchObject({
      name: "gradients",
      start: 5,
      end: 20,
    });
  });
});

describe("exposed waiting of a training loop", () => {
  it("reaches to the end of what is still under way when all is computed", () => {
    const layers = ["a", "b"].map((name) => layer(name, { weightGradient: pass(30, "all-reduce", 200) }));
    for (const trainingLoop of ["MICRO", "DATA"]) {
      const { works, finish } = runLayers({ kind: "layers", trainingLoop, layers }, rings(4));
      const waits = works.filter(({ activity }) => activity === "exposed");
      expect(Math.max(...waits.map(({ end }) => end))).toBe(finish);
      const computing = instants(works, "compute");
      for (const time of instants(waits, "exposed")) expect(computing).not.toContain(time);
    }
  });
});

describe("the ranks of a graph that stand for the others", () => {
  const stage = (bytes: number, group: number[]): GraphNodeWork[] => [
    { id: 1, kind: "collective", collective: "all-reduce", bytes, group, after: [] },
    { id: 2, kind: "compute", duration: bytes, after: [] },
  ];
  const chosen = (ranks: readonly GraphNodeWork[][]) =>
    graphModel.prepare(
      { topology: rings(ranks.length), trainingLoops: new Map(), warn: () => {} },
      { kind: "graph", ranks },
      graphOptions.parse({}),
    ).representatives;

  it("are one of each shared program, such as a pipeline stage", () => {
    const [first, last] = [stage(10, [0, 1]), stage(10, [2, 3])];
    expect(chosen([first, first, last, last])).toEqual([0, 2]);
  });

  it("are one of each kind where each has a graph of its own, then one of each group", () => {
    const ranks = [0, 1, 2, 3, 4, 5].map((rank) => {
      const even = rank - (rank % 2);
      return stage(rank < 4 ? 10 : 20, [even, even + 1]);
    });
    expect(chosen(ranks)).toEqual([0, 4, 2]);
  });
});
