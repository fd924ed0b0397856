import { createGraphTopology, createTopology, type LinkReport, type PathRule } from "@astra-ts/core";
import { describe, expect } from "vitest";
import { singleMessage } from "./support/single-message.js";
import { throughNs3 } from "./support/traffic.js";
import { itWithNs3 } from "./support/with-ns3.js";

const bandwidth = 12.5;
const latency = 500;
const bytes = 1 << 20;
const leaves = 4;
const hosts = leaves * leaves;

/** A Clos network of two levels without oversubscription, written out: four hosts below each of four leaves, four spines. */
function clos(paths: PathRule, seed = 1) {
  const list = (count: number, name: string) => Array.from({ length: count }, (_, id) => `${name} ${id}`);
  const [npus, below, above] = [list(hosts, "npu"), list(leaves, "leaf"), list(leaves, "spine")];
  const cable = { bandwidth, latency };
  return createGraphTopology(
    {
      nodes: [
        ...npus.map((name) => ({ name, kind: "npu" as const })),
        ...[...below, ...above].map((name) => ({ name, kind: "switch" as const })),
      ],
      links: [
        ...npus.map((from, rank) => ({ from, to: below[Math.floor(rank / leaves)]!, ...cable })),
        ...below.flatMap((from) => above.map((to) => ({ from, to, ...cable }))),
      ],
    },
    { routing: { paths, seed } },
  );
}

const uplinksOf = (links: readonly LinkReport[]) =>
  links.filter(({ from, to }) => /leaf/.test(from) && /spine/.test(to));

/** Every host sends to one below the next leaf. */
const permutation = Array.from({ length: hosts }, (_, source) => {
  return { source, destination: (source + leaves) % hosts, bytes };
});
const alone = singleMessage({ bytes, hops: 4, bandwidth, latency, mtu: 9000 });

describe("a permutation over a leaf-spine network", () => {
  itWithNs3("collides with one path per flow drawn by hash, and others do for other seeds", () => {
    const slowest = [1, 2, 3].map((seed) =>
      Math.max(...throughNs3(clos("hash", seed), permutation).arrivals),
    );
    // Two flows over one uplink take twice as long, and sixteen draws among four uplinks of each leaf meet somewhere.
    for (const time of slowest) expect(time).toBeGreaterThan(1.9 * alone);
    const [first, again] = [1, 1].map((seed) => throughNs3(clos("hash", seed), permutation).arrivals);
    expect(first).toEqual(again);
  });

  itWithNs3("does not collide when packets are spread over all paths", () => {
    const { arrivals, report } = throughNs3(clos("spread"), permutation);
    expect(Math.max(...arrivals)).toBeLessThan(1.01 * alone);
    const uplinks = uplinksOf(report.links!);
    expect(uplinks).toHaveLength(leaves * leaves);
    const loads = uplinks.map(({ bytes: load }) => load);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(4 * 9002);
  });

  itWithNs3("all takes one spine with single paths", () => {
    const { arrivals, report } = throughNs3(clos("single"), permutation);
    expect(Math.max(...arrivals)).toBeGreaterThan(3.9 * (bytes / bandwidth));
    expect(new Set(report.links!.map(({ to }) => to).filter((to) => /spine/.test(to)))).toEqual(
      new Set(["spine 0"]),
    );
  });

  itWithNs3("with TCP keeps every flow to one path, dealt out or drawn", () => {
    // A flow fills its uplink with its bytes, and another's acknowledgements may come by.
    const flows = (paths: PathRule) => {
      const { links } = throughNs3(clos(paths), permutation, { transport: "tcp" }).report;
      return uplinksOf(links!).map(({ bytes: load }) => Math.round(load / (1.05 * bytes)));
    };
    expect(flows("spread")).toEqual(Array.from({ length: hosts }, () => 1));
    expect(Math.max(...flows("hash"))).toBeGreaterThan(1);
  });
});

describe("unlike links", () => {
  itWithNs3("side by side between the same two nodes are two, and a message takes both", () => {
    const cable = { from: "npu 0", to: "npu 1", bandwidth, latency };
    const nodes = [0, 1].map((rank) => ({ name: `npu ${rank}`, kind: "npu" as const }));
    const two = createGraphTopology({ nodes, links: [cable, cable] });
    const { arrivals } = throughNs3(two, [{ source: 0, destination: 1, bytes }]);
    const half = singleMessage({ bytes: bytes / 2, hops: 1, bandwidth, latency, mtu: 9000 });
    expect(Math.abs(arrivals[0]! - half)).toBeLessThan(9002 / bandwidth);
  });

  itWithNs3("have each its own bandwidth and latency, and failed ones are gone round", () => {
    const overrides = [
      { from: 0, to: 1, oneWay: true, bandwidth: bandwidth / 10, latency: 3000 },
      { from: 2, to: 3, failed: true },
    ];
    const ring = createTopology([{ shape: "ring", npus: 6, bandwidth, latency }], { overrides });
    const sendings = [
      [0, 1],
      [1, 0],
      [2, 3],
    ].map(([source, destination], index) => ({
      at: index * 2e6,
      source: source!,
      destination: destination!,
      bytes,
    }));
    const { arrivals } = throughNs3(ring, sendings);
    const times = arrivals.map((arrival, index) => arrival - sendings[index]!.at);
    const slow = singleMessage({ bytes, hops: 1, bandwidth: bandwidth / 10, latency: 3000, mtu: 9000 });
    const fast = singleMessage({ bytes, hops: 1, bandwidth, latency, mtu: 9000 });
    const round = singleMessage({ bytes, hops: 5, bandwidth, latency, mtu: 9000 });
    expect([slow, fast, round].map((time, index) => Math.round(times[index]! - time))).toEqual([
      expect.closeTo(0, -0.5),
      expect.closeTo(0, -0.5),
      expect.closeTo(0, -0.5),
    ]);
  });
});
