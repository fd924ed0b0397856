import { expect, it } from "vitest";
import type { CollectiveHandle, CollectiveRequest, SystemLayer } from "../system/system.js";
import { CollectiveLedger } from "./collective-ledger.js";

/** A system layer that ends collectives when told to. */
function rig(npus: number) {
  const clock = { now: 0 };
  const open: (() => void)[] = [];
  const handle = (request: CollectiveRequest): CollectiveHandle => {
    const active = request.bytes > 0 && npus > 1;
    return { active, chunks: 2, issued: clock.now, queueingDelay: [], networkDelay: [] };
  };
  const system: SystemLayer = {
    logicalDimensions: [
      { npus: 2, stride: 1, physical: 0 },
      { npus: npus / 2, stride: 2, physical: 1 },
    ],
    issue: (_, request, done) => {
      open.push(done);
      return handle(request);
    },
    report: () => ({ dimensions: [], counters: {} }),
    pending: () => [],
  };
  const ledger = new CollectiveLedger(npus, () => clock.now);
  return { clock, open, ledger, watched: ledger.watch(system) };
}

const request = (more: Partial<CollectiveRequest> = {}): CollectiveRequest => {
  return { kind: "all-reduce", bytes: 64, priority: "policy", ...more };
};

it("times collectives from the first issue to the last end", () => {
  const { clock, open, ledger, watched } = rig(4);
  let ended = 0;
  for (let rank = 0; rank < 4; rank++) {
    clock.now = 10 * rank;
    watched.issue(rank, request(), () => ended++);
  }
  for (const [index, done] of open.splice(0).entries()) {
    clock.now = 100 + index;
    done();
  }
  expect(ended).toBe(4);
  expect([...ledger.entries]).toMatchObject([
    { npus: 4, chunks: 2, count: 1, ended: 1, sum: 103, fastest: 103 },
  ]);
  expect(ledger.lastEnd).toBe(103);
});

it("tells collectives by kind, size, dimensions and groups, and keeps the order of each rank", () => {
  const { open, ledger, watched } = rig(4);
  for (let rank = 0; rank < 4; rank++) {
    watched.issue(rank, request(), () => undefined);
    watched.issue(rank, request({ dimensions: [true, false] }), () => undefined);
    watched.issue(rank, request(), () => undefined);
    watched.issue(rank, request({ group: rank < 2 ? [0, 1] : [2, 3] }), () => undefined);
  }
  for (const done of open) done();
  const seen = [...ledger.entries].map(({ npus, count, ended, group }) => [
    npus,
    count,
    ended,
    group?.length,
  ]);
  expect(seen).toEqual([
    [4, 2, 2, undefined],
    [2, 1, 1, undefined],
    [2, 1, 1, 2],
    [2, 1, 1, 2],
  ]);
});

it("remembers collectives of zero bytes and passes over those without anybody to send to", () => {
  const { ledger, watched } = rig(4);
  for (let rank = 0; rank < 4; rank++) watched.issue(rank, request({ bytes: 0 }), () => undefined);
  expect([...ledger.entries]).toMatchObject([{ bytes: 0, count: 1, ended: 0 }]);
  const alone = rig(1);
  alone.watched.issue(0, request(), () => undefined);
  expect([...alone.ledger.entries]).toEqual([]);
});
