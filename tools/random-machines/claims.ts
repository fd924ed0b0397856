import {
  createGraphTopology,
  createRegistry,
  type Experiment,
  type Result,
  simulate,
  type Workload,
} from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { packetNetwork } from "@astra-ts/net-packet";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { type RandomMachine, randomMachine } from "./random-machine.ts";

const registry = createRegistry([analyticalNetworks, packetNetwork, systemLayer, workloadLayer]);

/** Bytes of one message; in an all-to-all, whose pairs have one, of a quarter of it. */
const size = 2 ** 13;
/** Messages of a pair, under way together. */
const messages = 4;
/** Messages that one uplink may carry more than another where they do not come out even. */
const mostUneven = 8;

/** Patterns in which no link has to carry more than its share. */
const patterns = ["shift", "ring", "all-to-all"] as const;
const networks = ["flow", "analytical-congestion", "packet"] as const;

/**
 * What is not as it should be on the machine of a number, under one of the patterns, which the number chooses too:
 * - the total is the time at which the last NPU has finished, and not below the bound, on any network that knows of contention;
 * - links of equal standing carry the same within 5 %, where all send to all, or differ by few messages;
 * - packets and whole messages take at most half as long again as the fluid, or the report shows what the rest of the time went to.
 */
export async function problemsOf(seed: number): Promise<string[]> {
  const machine = randomMachine(seed);
  const pattern = patterns[seed % patterns.length]!;
  const results = new Map<string, Result>();
  for (const network of networks)
    results.set(network, await simulate(experimentOf(machine, pattern, network), registry));
  const fluid = results.get("flow")!.time.total;
  return [...results].flatMap(([network, result]) =>
    [
      ...problemsOfTimes(result),
      ...problemsOfShares(machine, pattern, result),
      ...slowness(network, result, fluid * fewMessages(machine, pattern)),
    ].map((problem) => `machine ${seed}, ${pattern}, ${network}: ${problem}`),
  );
}

function experimentOf(
  machine: RandomMachine,
  pattern: (typeof patterns)[number],
  network: string,
): Experiment {
  const topology = createGraphTopology(machine.graph, { overrides: machine.overrides });
  return {
    name: pattern,
    topology,
    network: { name: network, options: {} },
    system: {
      name: "astra",
      options: { preferredDatasetSplits: chunksOf(pattern), activeChunksPerDimension: messages },
    },
    workload: workloadOf(pattern, topology.npus, machine.npusPerLeaf),
    ...(pattern === "shift" ? { workloadOptions: { communicationSlots: messages } } : {}),
    timeline: { ranks: 0 },
  };
}

/** Destinations are dealt out for one message of each pair, so that an all-to-all has no more. */
function chunksOf(pattern: (typeof patterns)[number]): number {
  return pattern === "all-to-all" ? 1 : messages;
}

/** A shift sends from each NPU to the one at the same place under the next leaf. */
function workloadOf(pattern: (typeof patterns)[number], npus: number, distance: number): Workload {
  if (pattern !== "shift")
    return {
      kind: "collective",
      collective: pattern === "ring" ? "all-reduce" : "all-to-all",
      bytes: size * messages * npus,
    };
  return {
    kind: "graph",
    ranks: Array.from({ length: npus }, (_, rank) =>
      Array.from({ length: messages }, (_message, tag) => [
        { id: tag, kind: "send", to: (rank + distance) % npus, tag, bytes: size, after: [] } as const,
        {
          id: messages + tag,
          kind: "receive",
          from: (rank - distance + npus) % npus,
          tag,
          bytes: size,
          after: [],
        } as const,
      ]).flat(),
    ),
  };
}

function problemsOfTimes({ time, npuFinish, bound: known }: Result): string[] {
  const bound = known?.total ?? 0;
  const last = Math.max(...npuFinish);
  return [
    ...(time.total === last ? [] : [`the total is ${time.total}, the last NPU ends at ${last}`]),
    // Models in whole ns may be early by a ns for each message on the longest chain.
    ...(time.total >= bound - 2 * messages ? [] : [`${time.total} is below the bound of ${bound}`]),
  ];
}

/**
 * Whole messages do not always come out even, least of all where the ways of few sources and destinations are split twice: a link may carry some more than another. Where a
 * leaf has fewer NPUs than ways to it, each keeps a way of its own, and the others stand idle.
 */
function problemsOfShares(
  { overrides, npusPerLeaf, uplinks }: RandomMachine,
  pattern: (typeof patterns)[number],
  { networkReport: { links = [] } }: Result,
): string[] {
  if (pattern !== "all-to-all" || overrides.length > 0) return [];
  const directions =
    npusPerLeaf < uplinks
      ? [["leaf", "spine"]]
      : [
          ["leaf", "spine"],
          ["spine", "leaf"],
        ];
  return directions.flatMap(([start = "", end = ""]) => {
    const carried = links
      .filter(({ from, to }) => from.startsWith(start) && to.startsWith(end))
      .map(({ bytes }) => bytes);
    const [least, most] = [Math.min(...carried), Math.max(...carried)];
    return most <= Math.max(1.05 * least, least + mostUneven * size * messages)
      ? []
      : [`equal links from ${start} to ${end} carry from ${least} to ${most} bytes`];
  });
}

/** How much longer a message takes in one plane than a fluid in all of them, where a pair has no second message for the other plane. */
function fewMessages({ planes }: RandomMachine, pattern: (typeof patterns)[number]): number {
  return chunksOf(pattern) < planes ? planes : 1;
}

/** A time beyond one and a half of the fluid's must show where it went: to waiting for others, or to whole messages that were stored at each hop. */
function slowness(
  network: string,
  { time, networkReport: { attribution } }: Result,
  fluid: number,
): string[] {
  if (time.total <= 1.5 * fluid) return [];
  const { serialization = 0, queueing = 0 } = attribution ?? {};
  const isTold = network === "packet" ? queueing >= serialization / 2 : serialization + queueing > 0;
  return isTold
    ? []
    : [
        `${time.total} is ${(time.total / fluid).toFixed(2)} times the fluid's ${fluid}, and no reason is told`,
      ];
}
