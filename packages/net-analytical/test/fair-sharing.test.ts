import { createRandom, type Random } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { FairSharing } from "../src/flow/fair-sharing.js";
import { loadOf, progressiveFilling, type SimpleFlow } from "./support/progressive-filling.js";

const ignore = { loadChanges: () => undefined, rateChanges: () => undefined };

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)];
}

/** Some different links, at random. */
function someLinks(random: Random, links: number, most: number): number[] {
  const chosen = new Set<number>();
  for (let left = 1 + random.integer(most); left > 0; left--) chosen.add(random.integer(links));
  return [...chosen];
}

/** A machine on which lanes come and go, compared with the simple solver after every change. */
function compareOn(seed: number): void {
  const random = createRandom(seed);
  const links = 2 + random.integer(14);
  const isWeighted = random.integer(2) === 0;
  const isCapped = random.integer(3) === 0;
  const isSplit = random.integer(2) === 0;
  const capacities = Array.from({ length: links }, () => pick(random, [1, 1, 10, 12.5, 50, 0.3]));
  const sharing = new FairSharing(Float64Array.from(capacities), ignore, ignore);
  const lanes = new Map<number, SimpleFlow & { readonly forth: number }>();
  for (let count = 3 + random.integer(20); count > 0; count--) {
    const route = someLinks(random, links, 5);
    const back = isSplit ? someLinks(random, links, 5) : [];
    const flow = {
      links: [...route, ...back],
      parts: [
        ...route.map(() => (isSplit ? pick(random, [1, 0.5, 0.25, 1 / 3]) : 1)),
        ...back.map(() => 0.05),
      ],
      forth: route.length,
      weight: isWeighted ? 1 / (1 + random.integer(8) * 500) : 1,
      cap: isCapped && random.integer(2) === 0 ? 0.1 + 20 * random.next() : Number.POSITIVE_INFINITY,
    };
    lanes.set(sharing.addLane(flow), flow);
  }
  const ids = [...lanes.keys()];
  const underWay: number[] = [];
  for (let step = 0; step < 15; step++) {
    for (let changes = 1 + random.integer(4); changes > 0; changes--) {
      if (underWay.length > 0 && random.integer(5) < 2) {
        const [lane] = underWay.splice(random.integer(underWay.length), 1);
        sharing.leave(lane);
      } else {
        const lane = pick(random, ids);
        underWay.push(lane);
        sharing.join(lane);
      }
    }
    sharing.settle();
    const flows = underWay.map((lane) => lanes.get(lane)!);
    const expected = progressiveFilling(capacities, flows);
    underWay.forEach((lane, index) => {
      const rate = sharing.lanes.rate[lane];
      if (!(Math.abs(rate - expected[index]) <= 1e-9 * expected[index]))
        expect.fail(`seed ${seed}, step ${step}, lane ${lane}: rate ${rate}, not ${expected[index]}`);
    });
    capacities.forEach((capacity, link) => {
      const load = flows.reduce((sum, flow, index) => sum + expected[index] * loadOf(flow, link), 0);
      expect(Math.abs(sharing.links.load[link] - load)).toBeLessThanOrEqual(1e-9 * capacity);
      const crossing = flows.filter(({ links, forth }) => links.slice(0, forth).includes(link));
      expect(sharing.links.flows[link]).toBe(crossing.length);
    });
  }
}

describe("fair sharing, against progressive filling done simply", () => {
  it("agrees on 500 random machines after every change", () => {
    for (let seed = 1; seed <= 500; seed++) compareOn(seed);
  });

  it("gives every flow something, however little it weighs", () => {
    const sharing = new FairSharing(Float64Array.from([50, 50]), ignore, ignore);
    const cap = Number.POSITIVE_INFINITY;
    const heavy = sharing.addLane({ links: [0, 1], parts: [1, 1], forth: 2, weight: 1, cap });
    const light = sharing.addLane({ links: [1], parts: [1], forth: 1, weight: 1e-17, cap });
    for (const lane of [heavy, light]) sharing.join(lane);
    sharing.settle();
    expect(sharing.lanes.rate[heavy]).toBe(50);
    expect(sharing.lanes.rate[light]).toBeCloseTo(50e-17, 20);
  });
});
