import type { CollectiveKind } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SystemOptionsInput } from "../src/index.js";
import { networkOf, Rig } from "./support/rig.js";

const kinds: readonly CollectiveKind[] = ["all-reduce", "all-gather", "reduce-scatter", "all-to-all"];
const shape = fc.constantFrom("Ring", "FullyConnected", "Switch");

/** A machine of up to 3 dimensions and options of every kind. All-to-all has no halving-doubling. */
const setting = fc
  .array(fc.constantFrom(2, 4, 8), { minLength: 1, maxLength: 3 })
  .filter((npus) => npus.reduce((a, b) => a * b, 1) <= 64)
  .chain((npus) => {
    const names = (choices: readonly string[]) =>
      fc.array(fc.constantFrom(...choices), { minLength: npus.length, maxLength: npus.length });
    const reducing = names(["ring", "direct", "direct2", "halvingDoubling", "doubleBinaryTree"]);
    const options: fc.Arbitrary<SystemOptionsInput> = fc.record({
      schedulingPolicy: fc.constantFrom("LIFO" as const, "FIFO" as const),
      endpointDelay: fc.integer({ min: 0, max: 50 }),
      activeChunksPerDimension: fc.integer({ min: 1, max: 4 }),
      preferredDatasetSplits: fc.integer({ min: 1, max: 8 }),
      queuesPerDimension: fc.integer({ min: 1, max: 3 }),
      allReduceImplementation: reducing,
      allGatherImplementation: reducing,
      reduceScatterImplementation: reducing,
      allToAllImplementation: names(["ring", "direct", "direct3"]),
      collectiveOptimization: fc.constantFrom("baseline" as const, "localBWAware" as const),
      intraDimensionScheduling: fc.constantFrom(
        "FIFO" as const,
        "RG" as const,
        "smallestFirst" as const,
        "lessRemainingPhaseFirst" as const,
      ),
      interDimensionScheduling: fc.constantFrom(
        "ascending" as const,
        "roundRobin" as const,
        "offlineGreedy" as const,
        "offlineGreedyFlex" as const,
      ),
      rendezvousProtocol: fc.boolean(),
      phaseBarrier: fc.boolean(),
      chunkRounding: fc.constantFrom("exact" as const, "full-chunks" as const),
      queueAssignment: fc.constantFrom("rotating" as const, "halves" as const),
    });
    return fc.record({ npus: fc.constant(npus), shape, options });
  });

describe("any collective under any options", () => {
  it("ends on every rank, with every message received, the same way each time", () => {
    fc.assert(
      fc.property(
        setting,
        fc.array(fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: 1, max: 3_000_000 })), {
          minLength: 1,
          maxLength: 3,
        }),
        ({ npus, shape, options }, collectives) => {
          const run = (): Rig => {
            const rig = new Rig(networkOf(shape, ...npus), options);
            for (const [kind, bytes] of collectives) rig.issue({ kind, bytes });
            return rig.run();
          };
          const rig = run();
          for (const ends of rig.ends) expect(ends.filter((end) => end >= 0)).toHaveLength(rig.topology.npus);
          expect(rig.system.pending()).toEqual([]);
          expect(rig.mailbox.pending()).toEqual([]);
          expect(run().events).toEqual(rig.events);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("ends at one time on all ranks of a symmetric machine", () => {
    fc.assert(
      fc.property(
        setting,
        fc.constantFrom(...kinds),
        fc.integer({ min: 1, max: 3_000_000 }),
        ({ npus, shape, options }, kind, bytes) => {
          fc.pre(!JSON.stringify(options).includes("doubleBinaryTree"));
          // Without the barrier, chunks that come to a queue in one instant may go in another order on another rank.
          const rig = new Rig(networkOf(shape, ...npus), { ...options, phaseBarrier: true });
          rig.issue({ kind, bytes });
          expect(new Set(rig.run().ends[0]).size).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("moves the bytes that ring and direct must move, chunk by chunk", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.constantFrom("ring", "direct", "direct3"),
        fc.constantFrom("all-reduce" as const, "reduce-scatter" as const, "all-gather" as const),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 9 }),
        (npus, algorithm, kind, bytes, preferredDatasetSplits) => {
          const rig = new Rig(networkOf("FullyConnected", npus), {
            preferredDatasetSplits,
            allReduceImplementation: [algorithm],
            allGatherImplementation: [algorithm],
            reduceScatterImplementation: [algorithm],
          });
          rig.issue({ kind, bytes });
          const sent = rig.run().mailbox.bytesSent;
          const shares = kind === "all-reduce" ? 2 : 1;
          const whole = kind === "all-gather" ? (npus - 1) * bytes : (shares * (npus - 1) * bytes) / npus;
          const { chunks } = rig.handles[0];
          for (const rankSent of sent) {
            expect(rankSent).toBeLessThanOrEqual(whole);
            // Each chunk may leave out what does not divide by the number of NPUs.
            expect(rankSent).toBeGreaterThan(whole - chunks * shares * npus);
          }
        },
      ),
    );
  });

  it("ends at the same time in boost mode", () => {
    fc.assert(
      fc.property(
        setting,
        fc.constantFrom("all-reduce" as const, "all-gather" as const, "reduce-scatter" as const),
        ({ npus, shape, options }, kind) => {
          const plain = { ...options, phaseBarrier: true };
          fc.pre(!JSON.stringify(options).includes("doubleBinaryTree"));
          const finishes = [false, true].map((boostMode) => {
            const rig = new Rig(networkOf(shape, ...npus), { ...plain, boostMode });
            rig.issue({ kind, bytes: 1 << 20 });
            return rig.run().finish;
          });
          expect(finishes[1]).toBe(finishes[0]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
