import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { RunningWorkload, WorkloadContext, WorkloadModel, WorkloadReport } from "../../src/index.js";
import { workloadConformance } from "../../src/testing/index.js";
import { failuresOf } from "./failures.js";

/** One collective for each rank, and that is all. */
class OneEach implements RunningWorkload {
  finishedRanks = 0;
  protected readonly context: WorkloadContext;
  protected readonly npus: number;
  protected readonly ends: (number | null)[];

  constructor(context: WorkloadContext, npus: number) {
    this.context = context;
    this.npus = npus;
    this.ends = Array.from({ length: npus }, () => null);
  }

  start(): void {
    for (let rank = 0; rank < this.npus; rank++)
      this.context.system.issue(rank, { kind: "all-reduce", bytes: 64, priority: "policy" }, () =>
        this.finish(rank),
      );
  }

  protected finish(rank: number): void {
    this.ends[rank] = this.context.simulator.now;
    this.finishedRanks++;
  }

  report(): WorkloadReport {
    return {
      finish: this.ends,
      compute: this.ends.map(() => 0),
      view: () => ({ layers: [], passFinish: [] }),
    };
  }

  pending() {
    return this.ends.flatMap((end, rank) => (end === null ? [{ rank, waitsFor: "its collective" }] : []));
  }
}

type Running = new (context: WorkloadContext, npus: number) => RunningWorkload;

const model = (Workload: Running): WorkloadModel<"collective"> => ({
  name: "one-each",
  description: "one collective for each rank",
  kind: "collective",
  options: z.strictObject({}),
  prepare: ({ topology }) => ({
    logicalDimensions: [{ npus: topology.npus, stride: 1, physical: 0 }],
    create: (context) => new Workload(context, topology.npus),
  }),
});

const examples = [
  { npus: 4, workload: { kind: "collective", collective: "all-reduce", bytes: 64 } as const },
];
const check = (Workload: Running) =>
  failuresOf(workloadConformance(model(Workload), { examples })).join("\n");

const broken: readonly [string, Running, RegExp][] = [
  [
    "forgets a rank",
    class extends OneEach {
      protected override finish(rank: number) {
        if (rank > 0) super.finish(rank);
      }
    },
    /does not finish every rank .*found 3, expected 4/,
  ],
  [
    "finishes at the start",
    class extends OneEach {
      override start() {
        super.start();
        this.finishedRanks = 1;
      }
    },
    /finished ranks before the first event|does not finish every rank/,
  ],
  [
    "waits for ever in words",
    class extends OneEach {
      override pending() {
        return [{ rank: 1, waitsFor: "Godot" }];
      }
    },
    /finished ranks wait/,
  ],
  [
    "is silent about who waits",
    class extends OneEach {
      override pending() {
        return [];
      }
    },
    /does not tell in pending\(\)/,
  ],
  [
    "reports some ranks",
    class extends OneEach {
      override report() {
        return { ...super.report(), finish: [1] };
      }
    },
    /`finish` of some ranks only/,
  ],
  [
    "reports the future",
    class extends OneEach {
      override report() {
        return { ...super.report(), finish: this.ends.map(() => 1e9) };
      }
    },
    /finish outside of the run/,
  ],
  [
    "is done twice over",
    class extends OneEach {
      done() {
        return 2;
      }
    },
    /another share than 0 to 1/,
  ],
  [
    "leaves a receive behind",
    class extends OneEach {
      override start() {
        super.start();
        this.context.mailbox.receive(
          { source: 1, destination: 0, tag: 1, bytes: 1, dimension: undefined, queue: 0 } as never,
          () => {},
        );
      }
    },
    /leaves messages or receives behind/,
  ],
];

describe("workloadConformance", () => {
  it("passes a sound model", () => {
    expect(check(OneEach)).toBe("");
  });

  it.each(broken)("finds a model that %s", (_, Workload, sentence) => {
    expect(check(Workload)).toMatch(sentence);
  });

  it("asks for an example, of the model's kind", () => {
    expect(failuresOf(workloadConformance(model(OneEach), { examples: [] })).join()).toContain(
      "comes without an example",
    );
    const other = [{ npus: 2, workload: { kind: "graph", ranks: [[], []] } as const }];
    expect(failuresOf(workloadConformance(model(OneEach), { examples: other })).join()).toContain(
      "a workload of another kind",
    );
  });
});
