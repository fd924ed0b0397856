import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { CollectiveRequest, SystemContext, SystemLayer, SystemModel } from "../../src/index.js";
import { systemConformance } from "../../src/testing/index.js";
import { failuresOf } from "./failures.js";

/** Everybody tells everybody, and is done when all have told him. */
class TellAll implements SystemLayer {
  readonly logicalDimensions;
  protected readonly context: SystemContext;
  #issued = new Map<string, number>();
  #open = 0;

  constructor(context: SystemContext) {
    this.context = context;
    this.logicalDimensions = context.logicalDimensions;
  }

  issue(rank: number, { bytes, group }: CollectiveRequest, done: () => void) {
    const { mailbox, topology, simulator } = this.context;
    const ranks = group ?? Array.from({ length: topology.npus }, (_, other) => other);
    const others = ranks.filter((other) => other !== rank);
    const key = `${rank} ${ranks.join()}`;
    const number = this.#issued.get(key) ?? 0;
    this.#issued.set(key, number + 1);
    const tag = number + 1000 * ranks.length;
    let left = others.length;
    if (left > 0) this.#open++;
    const own = Math.max(1, Math.floor(bytes / ranks.length));
    const told = () => {
      if (--left > 0) return;
      this.#open--;
      this.ended(done);
    };
    for (const other of others) {
      const envelope = { tag, bytes: own, dimension: undefined, queue: 0 };
      mailbox.send({ ...envelope, source: rank, destination: other });
      mailbox.receive({ ...envelope, source: other, destination: rank }, told);
    }
    const handle = { chunks: 1, issued: simulator.now, queueingDelay: [0, 0], networkDelay: [0] };
    return { ...handle, active: this.isActive(others.length) };
  }

  protected ended(done: () => void): void {
    done();
  }

  protected isActive(others: number): boolean {
    return others > 0;
  }

  report(_rank: number): ReturnType<SystemLayer["report"]> {
    const idle = { bytesSent: 0, averageChunkLatency: null, activity: [] };
    return {
      dimensions: this.logicalDimensions.map(({ npus, physical }) => ({ npus, physical, ...idle })),
      counters: {},
    };
  }

  pending(): ReturnType<SystemLayer["pending"]> {
    return this.#open === 0 ? [] : [{ rank: 0, waitsFor: "the others" }];
  }
}

const model = (Layer: new (context: SystemContext) => SystemLayer): SystemModel => ({
  name: "tell-all",
  description: "everybody tells everybody",
  options: z.strictObject({}),
  create: (context) => new Layer(context),
});

const broken: readonly [string, new (context: SystemContext) => SystemLayer, RegExp][] = [
  [
    "calls done twice",
    class extends TellAll {
      protected override ended(done: () => void) {
        done();
        done();
      }
    },
    /calls done so often for one collective .*found 2, expected 1/,
  ],
  [
    "never calls done",
    class extends TellAll {
      protected override ended() {}
    },
    /found 0, expected 1/,
  ],
  [
    "calls done at once",
    class extends TellAll {
      override issue(rank: number, request: CollectiveRequest, done: () => void) {
        done();
        return super.issue(rank, request, () => {});
      }
    },
    /calls done before issue has returned/,
  ],
  [
    "calls one NPU's collective active",
    class extends TellAll {
      protected override isActive() {
        return true;
      }
    },
    /active that one NPU is alone in/,
  ],
  [
    "throws dice",
    class extends TellAll {
      override issue(rank: number, request: CollectiveRequest, done: () => void) {
        return super.issue(rank, { ...request, bytes: request.bytes + Math.random() }, done);
      }
    },
    /uses Math.random\(\)|sends or awaits what is no message/,
  ],
  [
    "is silent about who waits",
    class extends TellAll {
      override pending() {
        return [];
      }
    },
    /does not tell in pending\(\)/,
  ],
  [
    "says that somebody waits when all is over",
    class extends TellAll {
      override pending() {
        return [{ rank: 0, waitsFor: "nothing" }];
      }
    },
    /still waits when all is over/,
  ],
  [
    "reports nothing",
    class extends TellAll {
      override report() {
        return { dimensions: [], counters: {} };
      }
    },
    /reports no dimensions/,
  ],
  [
    "counts what is no number",
    class extends TellAll {
      override report(rank: number) {
        return { ...super.report(rank), counters: { load: Number.NaN } };
      }
    },
    /no plain data|no number: load/,
  ],
  [
    "leaves messages behind",
    class extends TellAll {
      override issue(rank: number, request: CollectiveRequest, done: () => void) {
        this.context.mailbox.send({
          source: rank,
          destination: rank === 0 ? 1 : 0,
          tag: 5_000_000,
          bytes: 1,
          dimension: undefined,
          queue: 0,
        });
        return super.issue(rank, request, done);
      }
    },
    /messages that nobody receives|no message/,
  ],
];

describe("systemConformance", () => {
  it("passes a sound model", () => {
    expect(failuresOf(systemConformance(model(TellAll)))).toEqual([]);
  });

  it.each(broken)("finds a model that %s", (_, Layer, sentence) => {
    expect(failuresOf(systemConformance(model(Layer))).join("\n")).toMatch(sentence);
  });

  it("finds options that are not looked at", () => {
    const loose = { ...model(TellAll), options: z.looseObject({}) };
    expect(failuresOf(systemConformance(loose)).join("\n")).toMatch(/accepts an option that nothing reads/);
  });
});
