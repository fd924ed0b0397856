import { formatCount, formatPercent, formatTime, type GraphReport, type GraphStep } from "@astra-ts/core";

/** What a step did, as it reads in a sentence. */
const kindWords: Readonly<Record<GraphStep["kind"], string>> = {
  compute: "computing",
  cpu: "the CPU",
  communication: "communication",
  memory: "remote memory",
};

/** A gap shorter than this share of the run does not part two stretches. */
const negligible = 0.0005;
const mostStretches = 8;
const mostRanks = 6;

/** Steps of one rank and kind, one after the other. */
interface Stretch {
  readonly first: GraphStep;
  readonly last: GraphStep;
  readonly steps: number;
  readonly end: number;
}

/** What a run of graphs waited for, in sentences: in all, and the longest stretches of nodes in order of time. Undefined where the graphs were too large to keep their history. */
export function graphPathSentences(
  { criticalPath, nodes, neverRan }: GraphReport,
  total: number,
): { findings: string[]; stretches: string[] } | undefined {
  if (criticalPath === undefined) return undefined;
  const { steps, times, droppedSteps } = criticalPath;
  const share = (time: number): string => (total > 0 ? formatPercent(time / total) : "0 %");
  const kinds = (Object.entries(times) as [GraphStep["kind"], number][])
    .filter(([, time]) => time > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, time]) => `${share(time)} ${kindWords[kind]} (${formatTime(time)})`);
  const findings =
    kinds.length === 0 ? [] : [`Followed node by node, the end waited for ${kinds.join(", ")}.`];
  findings.push(...crossingSentences(steps, "a node"));
  const stuck = neverRan.reduce((sum, count) => sum + count, 0);
  if (stuck > 0)
    findings.push(
      `${formatCount(stuck)} of ${formatCount(nodes.reduce((sum, count) => sum + count, 0))} nodes never ran: they wait for each other.`,
    );
  if (droppedSteps > 0)
    findings.push(
      `The way is long: its last ${formatCount(steps.length)} nodes are told, ${formatCount(droppedSteps)} before them are not.`,
    );
  const stretches = merged(steps, total * negligible)
    .sort((a, b) => b.end - b.first.start - (a.end - a.first.start))
    .slice(0, mostStretches)
    .sort((a, b) => a.first.start - b.first.start)
    .map((stretch) => stretchSentence(stretch, share));
  return { findings, stretches };
}

/** Which ranks the way goes through. */
export function crossingSentences(steps: readonly { readonly rank: number }[], what = "an NPU"): string[] {
  const ranks = [...new Set(steps.map(({ rank }) => rank))].sort((a, b) => a - b);
  const count = steps.filter(({ rank }, index) => index > 0 && rank !== steps[index - 1].rank).length;
  if (count === 0) return [];
  const named = ranks.slice(0, mostRanks).join(", ");
  const more = ranks.length > mostRanks ? ` and ${ranks.length - mostRanks} more` : "";
  return [
    `The way goes through the ranks ${named}${more}: ${count === 1 ? "once" : `${formatCount(count)} times`} ${what} waits for what another rank does.`,
  ];
}

function merged(steps: readonly GraphStep[], gap: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const step of steps) {
    const before = stretches.at(-1);
    const goesOn =
      before !== undefined &&
      before.first.rank === step.rank &&
      before.first.kind === step.kind &&
      step.start - before.end <= gap;
    if (goesOn)
      stretches[stretches.length - 1] = {
        ...before,
        last: step,
        steps: before.steps + 1,
        end: step.end,
      };
    else stretches.push({ first: step, last: step, steps: 1, end: step.end });
  }
  return stretches;
}

function stretchSentence({ first, last, steps, end }: Stretch, share: (time: number) => string): string {
  const time = end - first.start;
  const nodes = steps === 1 ? nodeName(first) : `${nodeName(first)} … ${nodeName(last)} (${steps} nodes)`;
  return `${formatTime(first.start)} to ${formatTime(end)} (${formatTime(time)}, ${share(time)}): rank ${first.rank}, ${kindWords[first.kind]}: ${nodes}`;
}

/** Names of compiled kernels can take many lines. */
const longestName = 60;

function nodeName({ node, name }: GraphStep): string {
  return `node ${node} ${name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name}`;
}
