import { formatPercent, formatTime, type Result } from "@astra-ts/core";
import { limitWordsOf } from "./limit-words.js";
import type { PathShares } from "./path-summary.js";
import { timeShares } from "./time-words.js";

/** A change of the machine that can be simulated. */
export type Remedy =
  /** Links of a dimension of the topology, or all (null), with this factor on their bandwidth. */
  | { readonly kind: "bandwidth"; readonly dimension: number | null; readonly factor: number }
  /** All links, with this factor on their latency. */
  | { readonly kind: "latency"; readonly factor: number }
  /** Factor on compute times. */
  | { readonly kind: "compute"; readonly factor: number }
  /** Damaged and failed links are as they were. */
  | { readonly kind: "mend" };

/** A change and what it would save, everything else unchanged. */
export interface Suggestion {
  readonly change: string;
  /** ns; with a basis of `re-run` what was found, below 0 where the run gets longer. */
  readonly saving: number;
  /** `re-run`: the changed machine was simulated. `estimate`: reckoned from the figures of the run. */
  readonly basis: "estimate" | "re-run";
  /** What the estimate stands on, or what the re-run took. */
  readonly reason: string;
  /** Absent: nothing that can be simulated by itself. */
  readonly remedy?: Remedy;
}

/** `twice the bandwidth in dimension 0: saves 20.98 us, as a re-run shows: …`. An estimate is called one. */
export function suggestionSentence({ change, saving, basis, reason }: Suggestion): string {
  if (basis === "estimate") return `${change}: saves some ${formatTime(saving)}, by an estimate; ${reason}`;
  const found =
    saving === 0
      ? "saves nothing"
      : saving > 0
        ? `saves ${formatTime(saving)}`
        : `takes ${formatTime(-saving)} longer`;
  return `${change}: ${found}; ${reason}`;
}

/** What a re-run of the changed machine has shown. */
export function withReRun(suggestion: Suggestion, before: number, after: number): Suggestion {
  const reason = `simulated again, the run takes ${formatTime(after)}`;
  return { ...suggestion, saving: before - after, basis: "re-run", reason };
}

/** The most useful first. */
export function inOrder(suggestions: readonly Suggestion[]): Suggestion[] {
  return [...suggestions].sort((a, b) => b.saving - a.saving);
}

/**
 * Changes that would shorten the run, the most useful first. Savings are estimates from the figures of the run: what is saved at one place may be less, as another path becomes
 * the longest, or more, as queues vanish.
 */
export function suggestionsFor(result: Result, shares: PathShares): Suggestion[] {
  const { total } = result.time;
  const worth = total * 0.005;
  return inOrder(
    [
      ...mending(result),
      ...bandwidths(result, shares),
      ...messageTimes(result, shares),
      ...computing(result, shares),
      ...overlapping(result, shares),
    ]
      .map((own) => ({ ...own, basis: "estimate" as const, saving: Math.min(own.saving, total) }))
      .filter(({ saving }) => saving >= worth),
  );
}

type Estimate = Omit<Suggestion, "basis">;

function communicationOf({ dimensions, exposed }: PathShares): number {
  return dimensions.reduce((sum, time) => sum + time, exposed);
}

function mending({ damagedLinks = [], time, bound }: Result): Estimate[] {
  if (damagedLinks.length === 0) return [];
  const [{ from, to, text }] = damagedLinks as [(typeof damagedLinks)[0]];
  const more = damagedLinks.filter((link) => link.from !== to || link.to !== from).length - 1;
  const others = more === 0 ? "" : ` and ${more} more`;
  return [
    {
      change: `mending the link from ${from} to ${to}${others}`,
      saving: Math.max(time.exposedCommunication / 2, time.total - (bound?.total ?? time.total)),
      reason: `it ${text}`,
      remedy: { kind: "mend" },
    },
  ];
}

/** Twice the bandwidth of each dimension of the topology; two logical dimensions may be parts of one. */
function bandwidths(result: Result, shares: PathShares): Estimate[] {
  const { dimensions } = result.systemReport;
  const isGraph = result.topology?.some(({ shape }) => shape === "graph") ?? false;
  const places = isGraph ? [null] : [...new Set(dimensions.map(({ physical }) => physical))];
  const serial = serialShare(result);
  return places.flatMap((place) => {
    const inside = shares.dimensions.reduce(
      (sum, time, index) => (place === null || dimensions[index]!.physical === place ? sum + time : sum),
      places.length === 1 ? shares.exposed : 0,
    );
    if (inside <= 0) return [];
    const where = place === null ? "of every link" : `in dimension ${place}`;
    const spent = `${formatTime(inside)} of the path is ${place === null ? "communication" : "in this dimension"}`;
    return [
      {
        change: `twice the bandwidth ${where}`,
        saving: (inside * (serial ?? 1)) / 2,
        reason:
          serial === undefined
            ? `${spent}; the network does not say how much of it is latency`
            : `${spent}, and ${formatPercent(serial)} of message time is serialisation`,
        remedy: { kind: "bandwidth", dimension: place, factor: 2 },
      },
    ];
  });
}

function serialShare({ networkReport: { attribution } }: Result): number | undefined {
  if (attribution === undefined) return undefined;
  const sum = attribution.propagation + attribution.serialization + attribution.queueing;
  return sum > 0 ? attribution.serialization / sum : undefined;
}

function messageTimes(result: Result, shares: PathShares): Estimate[] {
  const { attribution, bufferLimit } = result.networkReport;
  const communication = communicationOf(shares);
  if (attribution === undefined || communication <= 0) return [];
  const { propagation, serialization, queueing } = attribution;
  const sum = propagation + serialization + queueing;
  if (!(sum > 0)) return [];
  return [
    {
      change: "links without latency",
      saving: communication * (propagation / sum),
      reason: `${formatPercent(propagation / sum)} of message time is propagation`,
      remedy: { kind: "latency", factor: 0 },
    },
    {
      change:
        bufferLimit === undefined
          ? "no contention (other routes, another algorithm, or more links)"
          : "larger buffers (buffersPerVc, vcsPerVnet), which are too small for the round trip",
      saving: communication * (queueing / sum),
      reason: `${formatPercent(queueing / sum)} of message time is waiting for ${bufferLimit === undefined ? "links" : `buffers and links: ${limitWordsOf(bufferLimit)}`}`,
    },
  ];
}

function computing({ graph }: Result, { compute }: PathShares): Estimate[] {
  if (compute <= 0) return [];
  const where = graph === undefined ? "" : ", on whatever NPU";
  return [
    {
      change: "compute twice as fast",
      saving: compute / 2,
      reason: `${formatTime(compute)} of the path is computing${where}`,
      remedy: { kind: "compute", factor: 0.5 },
    },
  ];
}

/** What phases in one dimension after the other could save if they ran side by side. */
function overlapping(result: Result, { dimensions }: PathShares): Estimate[] {
  const active = timeShares(result).filter(({ kind }) => kind === "dimension");
  const sum = dimensions.reduce((all, time) => all + time, 0);
  const longest = Math.max(0, ...dimensions);
  if (active.length < 2 || sum <= longest) return [];
  return [
    {
      change: "dimensions that work at the same time (more chunks, or another scheduling)",
      saving: sum - longest,
      reason: `the path spends ${formatTime(sum)} in dimensions, of which the busiest takes ${formatTime(longest)}`,
    },
  ];
}
