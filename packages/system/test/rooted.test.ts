import {
  type CollectiveTask,
  isRooted,
  type PlanOperation,
  type RootedKind,
  rootedKinds,
} from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialTree, chain, flatTree } from "../src/index.js";

const algorithms = { chain, binomialTree, flatTree };

/** Bytes that each position sends, receives, and reduces, by the operations of its plan. */
function amounts(task: CollectiveTask, algorithm: (typeof algorithms)[keyof typeof algorithms]) {
  const plan = algorithm.plan(task);
  if (plan.form !== "graph") throw new Error("a plan in steps");
  const sum = (operations: readonly PlanOperation[], is: (operation: PlanOperation) => boolean) =>
    operations.reduce((total, own) => total + (is(own) && "bytes" in own ? own.bytes : 0), 0);
  return Array.from({ length: task.npus }, (_, position) => {
    const operations = plan.operations(position);
    return {
      sent: sum(operations, ({ kind }) => kind === "send"),
      received: sum(operations, ({ kind }) => kind === "receive"),
      reduced: sum(operations, (own) => own.kind === "endpoint" && own.reduces),
    };
  });
}

/** What a position must have gained (received and not passed on) when the collective is over; undefined: nothing is promised of it. */
function checkAmounts(
  kind: RootedKind,
  shard: number,
  bytes: number,
  isRoot: boolean,
  own: ReturnType<typeof amounts>[number],
  npus: number,
) {
  switch (kind) {
    case "broadcast":
      expect(own.received).toBe(isRoot ? 0 : bytes);
      break;
    case "reduce":
      expect(own.sent).toBe(isRoot ? 0 : bytes);
      expect(own.reduced).toBe(own.received);
      break;
    case "gather":
      expect(own.received + (isRoot ? 0 : shard)).toBe(own.sent + (isRoot ? (npus - 1) * shard : 0));
      break;
    case "scatter":
      expect(own.sent + (isRoot ? 0 : shard)).toBe(own.received + (isRoot ? (npus - 1) * shard : 0));
      break;
  }
}

const tasks = fc
  .record({
    kind: fc.constantFrom(...rootedKinds),
    npus: fc.integer({ min: 2, max: 40 }),
    bytes: fc.nat(5000),
    direction: fc.constantFrom(1 as const, -1 as const),
  })
  .chain((task) =>
    fc
      .record({ root: fc.nat(task.npus - 1) })
      .map(({ root }): CollectiveTask => ({ ...task, root, variant: 0, parameter: undefined })),
  );

describe("collectives with a root", () => {
  it.each(Object.entries(algorithms))("move what they promise and no byte more: %s", (_, algorithm) => {
    fc.assert(
      fc.property(tasks, (task) => {
        const { kind, npus, bytes, root } = task;
        if (!isRooted(kind)) return;
        const shard = kind === "gather" ? bytes : Math.floor(bytes / npus);
        for (const [position, own] of amounts(task, algorithm).entries())
          checkAmounts(kind, shard, bytes, position === root, own, npus);
      }),
    );
  });
});
