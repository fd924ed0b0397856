import {
  type CollectivePlan,
  defineCollective,
  type GraphNodeWork,
  type GraphWorkload,
} from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { collectiveAlgorithms, collectiveFromGraph, rulesOfAstraSim2 } from "../src/index.js";
import { networkOf, Rig } from "./support/rig.js";

const ring8 = networkOf("Ring", 8);

describe("where ASTRA-sim crashes, hangs or wraps", () => {
  it("cuts a size that does not divide into chunks of which the last is smaller", () => {
    const rig = new Rig(ring8, { preferredDatasetSplits: 4 });
    rig.issue({ kind: "all-gather", bytes: 1_048_577 });
    rig.run();
    expect(rig.handles[0].chunks).toBe(4);
    expect(rig.mailbox.bytesSent[0]).toBe(7 * 1_048_577);
  });

  it("cuts a size below the number of splits into chunks of one byte", () => {
    const rig = new Rig(ring8, { preferredDatasetSplits: 64 });
    rig.issue({ kind: "all-gather", bytes: 10 });
    expect(rig.run().handles[0].chunks).toBe(10);
    expect(rig.finish).toBeGreaterThan(0);
  });

  it("runs with an endpoint delay of 0", () => {
    const rig = new Rig(ring8, { endpointDelay: 0, allReduceImplementation: ["ring"] });
    rig.issue({ kind: "all-reduce", bytes: 1 << 20 });
    // 14 messages of 128 KiB: 500 ns + 131072 B over 107.37 B/ns each.
    expect(rig.run().finish).toBe(14 * 1720);
  });

  it("carries chunks of 2 GiB and more", () => {
    const rig = new Rig(ring8, { allReduceImplementation: ["ring"] });
    rig.issue({ kind: "all-reduce", bytes: 2 ** 34 });
    rig.run();
    expect(rig.mailbox.bytesSent[0]).toBe((2 ** 34 / 8) * 14);
    const three = new Rig(networkOf("Ring", 4, 4, 4), {});
    three.issue({ kind: "all-gather", bytes: 2 ** 28 });
    expect(three.run().mailbox.bytesSent[0]).toBe(63 * 2 ** 28);
  });

  it("has nothing to do for zero bytes or without a dimension", () => {
    const rig = new Rig(ring8, {});
    rig.issue({ kind: "all-reduce", bytes: 0 });
    rig.issue({ kind: "all-reduce", bytes: 64, dimensions: [false] });
    expect(rig.handles.map(({ active, chunks }) => [active, chunks])).toEqual([
      [false, 0],
      [false, 0],
    ]);
    expect(rig.run().mailbox.messages).toBe(0);
  });

  it.each(["halvingDoubling", "doubleBinaryTree"])("refuses %s on 6 NPUs before time starts", (name) => {
    const rig = new Rig(networkOf("Switch", 6), { allReduceImplementation: [name] });
    expect(() => rig.issue({ kind: "all-reduce", bytes: 4096 })).toThrow(/power of two, not 6/);
  });

  it("refuses an all-to-all by halving-doubling", () => {
    const rig = new Rig(ring8, { allToAllImplementation: ["halvingDoubling"] });
    expect(() => rig.issue({ kind: "all-to-all", bytes: 4096 })).toThrow(/halvingDoubling has no all-to-all/);
  });

  it("runs one logical ring over a network whose hops differ", () => {
    const network = networkOf("Ring", 4, 4);
    for (const name of ["oneRing", "oneDirect", "oneDirect2", "oneHalvingDoubling", "oneDoubleBinaryTree"]) {
      const rig = new Rig(
        { ...network, "link-latency": [500, 1500] },
        { preferredDatasetSplits: 2, allReduceImplementation: [name] },
      );
      rig.issue({ kind: "all-reduce", bytes: 1 << 20 });
      rig.run();
      expect(rig.ends[0].filter((end) => end > 0)).toHaveLength(16);
      expect(rig.mailbox.pending()).toEqual([]);
    }
  });

  it("ends an all-reduce of 128 NPUs with uneven latencies and fewer active chunks than splits", () => {
    const network = { ...networkOf("Ring", 4, 4, 8), "link-latency": [3000, 777, 500] };
    for (const rules of [{}, rulesOfAstraSim2]) {
      for (const lag of [() => 0, ({ source }: { source: number }) => (source % 7) * 311]) {
        const rig = new Rig(
          network,
          { ...rules, preferredDatasetSplits: 16, collectiveOptimization: "localBWAware" },
          collectiveAlgorithms,
          lag,
        );
        rig.issue({ kind: "all-reduce", bytes: 1 << 20 });
        rig.run();
        expect(rig.ends[0].filter((end) => end > 0)).toHaveLength(128);
      }
    }
  });
});

describe("wrong input", () => {
  const unknown = (allReduceImplementation: string[]) => () => new Rig(ring8, { allReduceImplementation });

  it("suggests an algorithm for an unknown name", () => {
    expect(unknown(["rign"])).toThrow(/allReduceImplementation\.0: unknown collective algorithm/);
    expect(unknown(["ring3"])).toThrow(/takes no number/);
    expect(unknown(["direct0"])).toThrow(/window of direct must be 1 or more/);
  });

  it("refuses more algorithms than dimensions, and warns of fewer", () => {
    const more = new Rig(ring8, { allReduceImplementation: "ring_ring" });
    expect(() => more.issue({ kind: "all-reduce", bytes: 64 })).toThrow(
      /allReduceImplementation.*at most 1 name/,
    );
    const fewer = new Rig(networkOf("Ring", 4, 4), { allReduceImplementation: ["ring"] });
    fewer.issue({ kind: "all-reduce", bytes: 64 });
    expect(fewer.warnings).toEqual([expect.stringContaining("leaves the outer ones out")]);
  });

  it("refuses options that could never work", () => {
    expect(() => new Rig(ring8, { activeChunksPerDimension: 0 })).toThrow(/no chunk could ever start/);
    expect(() => new Rig(ring8, { preferredDatasetSplits: 0 })).toThrow();
  });

  it("refuses ranks that issue different collectives", () => {
    const rig = new Rig(ring8, {});
    rig.issue({ kind: "all-reduce", bytes: 64 }, [0]);
    expect(() => rig.issue({ kind: "all-reduce", bytes: 65 }, [1])).toThrow(
      /rank 1 issues another collective/,
    );
  });

  it("says who waits for whom when a rank never comes", () => {
    const rig = new Rig(ring8, { allReduceImplementation: ["ring"] });
    rig.issue({ kind: "all-reduce", bytes: 8192 }, [0, 1, 2, 3, 4, 5, 6]);
    rig.run();
    expect(rig.system.pending()).toContainEqual({
      rank: 0,
      tag: 0,
      chunk: 0,
      phase: 1,
      peer: 7,
      waitsFor: "message 1 of 14, 1024 B from rank 7",
      since: 0,
    });
  });
});

describe("groups of ranks", () => {
  it("queue in the dimension that they lie in, so that groups of different dimensions do not wait for each other", () => {
    const inner = [0, 1, 2, 3];
    const outer = [0, 4];
    const finish = (groups: number[][], options: object) => {
      const rig = new Rig(networkOf("Switch", 4, 2), options);
      for (const group of groups) rig.issue({ kind: "all-reduce", bytes: 1 << 20, group }, group);
      return rig.run().finish;
    };
    const alone = [inner, outer].map((group) => finish([group], {}));
    expect(finish([inner, outer], {})).toBe(Math.max(...alone));
    expect(finish([inner, outer], { groupPlacement: "first" })).toBeGreaterThan(Math.max(...alone));
  });

  it("use the algorithm of that dimension where it can do the collective, and ring elsewhere", () => {
    const messages = (group: number[], options: object) => {
      const rig = new Rig(networkOf("Switch", 4, 4), options);
      rig.issue({ kind: "all-reduce", bytes: 1 << 20, group }, group);
      return rig.run().mailbox.messages;
    };
    const algorithms = { allReduceImplementation: ["ring", "halvingDoubling"] };
    expect(messages([0, 4, 8, 12], algorithms)).toBe(4 * 2 * Math.log2(4));
    expect(messages([0, 4, 8], algorithms)).toBe(3 * 2 * 2);
    expect(messages([0, 1, 2, 3], algorithms)).toBe(4 * 2 * 3);
    expect(messages([0, 1, 4, 5], algorithms)).toBe(4 * 2 * 3);
  });

  it("run in rings of their own, side by side", () => {
    const rig = new Rig(ring8, { preferredDatasetSplits: 2, allReduceImplementation: ["ring"] });
    const groups = [
      [0, 2, 4, 6],
      [7, 5, 3, 1],
    ];
    for (const group of groups) rig.issue({ kind: "all-reduce", bytes: 4096, group }, group);
    rig.run();
    expect(rig.ends[0].filter((end) => end > 0)).toHaveLength(4);
    expect(rig.ends[1].filter((end) => end > 0)).toHaveLength(4);
    expect(
      new Set(rig.events.filter(([kind]) => kind === 0).map(([, , from, to]) => `${from}>${to}`)),
    ).toEqual(new Set(["0>2", "2>4", "4>6", "6>0", "7>5", "5>3", "3>1", "1>7"]));
  });

  it("take the queues of their own ranks in turn, whatever other groups do", () => {
    const rig = new Rig(ring8, { queuesPerDimension: 2, allReduceImplementation: ["ring"] });
    const groups = [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ];
    for (const group of groups) rig.issue({ kind: "all-reduce", bytes: 4096, group }, group);
    for (const group of groups) rig.issue({ kind: "all-reduce", bytes: 8192, group }, group);
    rig.run();
    const ways = (bytes: number) =>
      new Set(
        rig.events
          .filter(([kind, , , , , size]) => kind === 0 && size === bytes)
          .map(([, , from, to]) => (to - from + 4) % 4),
      );
    expect([...ways(1024)]).toEqual([1]);
    expect([...ways(2048)]).toEqual([3]);
  });

  it("are refused where a rank is named twice or does not exist", () => {
    const rig = new Rig(ring8, {});
    for (const group of [[0, 0], [0, 8], []])
      expect(() => rig.issue({ kind: "all-reduce", bytes: 64, group }, [0])).toThrow(
        /different ranks between 0 and 7/,
      );
  });
});

describe("a collective given as an execution graph", () => {
  /** All-to-all exchange of `bytes`, 2 us of computation, and the same again. */
  const exchange = (npus: number, bytes: number): GraphWorkload => ({
    kind: "graph",
    ranks: Array.from({ length: npus }, (_, rank) => {
      const peers = Array.from({ length: npus }, (_, peer) => peer).filter((peer) => peer !== rank);
      const round = (first: number, tag: number, after: number[]): GraphNodeWork[] => [
        ...peers.map((to, k) => ({ id: first + k, kind: "send" as const, to, tag, bytes, after })),
        ...peers.map((from, k) => {
          return { id: first + peers.length + k, kind: "receive" as const, from, tag, bytes, after };
        }),
      ];
      const count = 2 * peers.length;
      const received = peers.map((_, k) => peers.length + k);
      return [
        ...round(count + 1, 70_001, [count]),
        { id: count, kind: "compute", duration: 2000, after: received },
        ...round(0, 70_000, []),
      ];
    }),
  });
  const custom = collectiveFromGraph({ name: "custom", graph: exchange(4, 262_144) });
  const options = { allReduceImplementation: ["custom"], preferredDatasetSplits: 4, endpointDelay: 10 };

  it("runs whole, without endpoint delay, as ASTRA-sim 2.x has it", () => {
    const finish = (shape: string) => {
      const network = { ...networkOf(shape, 4), "links-count": [shape === "Switch" ? 1 : 3] };
      const rig = new Rig(network, options, [custom]);
      rig.issue({ kind: "all-reduce", bytes: 1 << 20 });
      expect(rig.run().handles[0].chunks).toBe(1);
      return rig.finish;
    };
    expect(finish("FullyConnected")).toBe(12_764);
    expect(finish("Switch")).toBe(13_764);
  });

  it("runs in groups of its size, and is refused for others", () => {
    const rig = new Rig(networkOf("Switch", 8), { ...options, ...rulesOfAstraSim2 }, [custom]);
    const group = [1, 3, 5, 7];
    rig.issue({ kind: "all-reduce", bytes: 1 << 20, group }, group);
    expect(rig.run().ends[0].filter((end) => end > 0)).toHaveLength(4);
    expect(() => rig.issue({ kind: "all-reduce", bytes: 1 << 20 })).toThrow(/written for 4 NPUs, not 8/);
  });

  it("sends as it is written, or in proportion to the size of the collective", () => {
    const sent = (more: object, bytes: number): number => {
      const graph = { graph: exchange(4, 1000), ...more };
      const rig = new Rig(networkOf("Switch", 4), { ...options, collectiveGraphs: { custom: graph } });
      rig.issue({ kind: "all-reduce", bytes });
      rig.run();
      return rig.mailbox.bytesSent[0]! / 6;
    };
    expect(sent({}, 1 << 20)).toBe(1000);
    expect(sent({ madeFor: 4000 }, 6000)).toBe(1500);
    expect(sent({ parts: 4 }, 4004)).toBe(1_001_000);
  });

  it("runs in one dimension beside other algorithms, chunk by chunk", () => {
    const graph = { graph: exchange(2, 500), over: "dimension" as const, madeFor: 1000 };
    const rig = new Rig(networkOf("Switch", 4, 2), {
      ...options,
      preferredDatasetSplits: 2,
      collectiveOptimization: "baseline",
      collectiveGraphs: { pair: graph },
      allReduceImplementation: ["ring", "pair"],
    });
    rig.issue({ kind: "all-reduce", bytes: 8000 });
    const { handles, ends } = rig.run();
    expect(handles[0]!.chunks).toBe(2);
    expect(ends[0]!.every((end) => end > 0)).toBe(true);
  });

  it("is refused where operations wait for each other", () => {
    const ranks: GraphNodeWork[][] = [
      [
        { id: 0, kind: "compute", duration: 1, after: [1] },
        { id: 1, kind: "compute", duration: 1, after: [0] },
      ],
    ];
    expect(() => collectiveFromGraph({ name: "circle", graph: { kind: "graph", ranks } })).toThrow(
      /in a circle/,
    );
  });
});

describe("an algorithm of one's own", () => {
  /** Everybody sends its vector to position 0, which adds them up and sends the sum back. */
  const star = defineCollective({
    name: "star",
    description: "all-reduce through one NPU",
    kinds: ["all-reduce"],
    plan: ({ npus, bytes }): CollectivePlan => ({
      form: "graph",
      operations(position) {
        if (position > 0) {
          return [
            { kind: "endpoint", bytes, reduces: false, after: [] },
            { kind: "send", to: 0, bytes, after: [0] },
            { kind: "receive", from: 0, bytes, after: [0] },
          ];
        }
        const others = Array.from({ length: npus - 1 }, (_, index) => index + 1);
        return [
          ...others.map((from) => ({ kind: "receive" as const, from, bytes, after: [] })),
          ...others.map((_, index) => ({ kind: "endpoint" as const, bytes, reduces: true, after: [index] })),
          ...others.map((to) => ({
            kind: "send" as const,
            to,
            bytes,
            after: others.map((_, index) => npus - 1 + index),
          })),
        ];
      },
    }),
  });

  it("is named in an implementation list like any other", () => {
    const rig = new Rig(networkOf("Switch", 4, 2), { allReduceImplementation: ["star", "ring"] }, [
      ...collectiveAlgorithms,
      star,
    ]);
    rig.issue({ kind: "all-reduce", bytes: 4096, dimensions: [true, false] });
    rig.run();
    expect(rig.mailbox.messages).toBe(2 * 6);
    // Endpoint, flight, endpoint, flight: 1000 ns and 4096 B over 107.37 B/ns each way.
    expect(rig.ends[0][1]).toBe(10 + 1038 + 10 + 1038);
  });

  it("may leave NPUs with nothing but sends, or with nothing at all", () => {
    const broadcast = defineCollective({
      name: "broadcast",
      description: "position 0 sends to the first half",
      kinds: ["all-gather"],
      plan: ({ npus, bytes }): CollectivePlan => ({
        form: "graph",
        operations(position) {
          if (position >= npus / 2) return [];
          if (position > 0) return [{ kind: "receive", from: 0, bytes, after: [] }];
          const others = Array.from({ length: npus / 2 - 1 }, (_, index) => index + 1);
          return others.map((to) => ({ kind: "send", to, bytes, after: [] }));
        },
      }),
    });
    const options = { allGatherImplementation: ["broadcast"], preferredDatasetSplits: 3 };
    const rig = new Rig(networkOf("Switch", 8), options, [broadcast]);
    rig.issue({ kind: "all-gather", bytes: 3 << 20 });
    rig.run();
    // Three chunks, one after another: 1000 ns and 1 MiB over 107.37 B/ns each.
    expect(rig.ends[0]).toEqual(new Array(8).fill(3 * (1000 + 9765)));
  });

  it("is refused where its plan cannot be executed", () => {
    const wrong = (plan: Partial<CollectivePlan>) => () => {
      const sound = {
        form: "steps" as const,
        sends: 1,
        parallelism: 1,
        destination: (position: number) => position ^ 1,
        source: (position: number) => position ^ 1,
        bytes: () => 64,
        reduces: () => true,
      };
      const algorithm = defineCollective({
        name: "wrong",
        description: "a wrong plan",
        kinds: ["all-reduce"],
        plan: () => ({ ...sound, ...plan }) as CollectivePlan,
      });
      const rig = new Rig(ring8, { allReduceImplementation: ["wrong"] }, [algorithm]);
      rig.issue({ kind: "all-reduce", bytes: 512 });
    };
    expect(wrong({ parallelism: 0 })).toThrow(/wrong plan for all-reduce on 8 NPUs: parallelism is below 1/);
    expect(wrong({ sends: 1.5 })).toThrow(/sends is no whole number/);
    expect(wrong({ destination: (position: number) => position + 1 })).toThrow(/no such position in step 0/);
    expect(wrong({ bytes: () => 0.5 })).toThrow(/wrong bytes in step 0/);
    const graph = (operations: readonly object[]) =>
      wrong({ form: "graph", operations: () => operations } as never);
    expect(graph([{ kind: "send", to: 9, bytes: 1, after: [] }])).toThrow(/no position 9/);
    expect(graph([{ kind: "send", to: 1, bytes: 1, after: [0] }])).toThrow(/no earlier one/);
  });
});
