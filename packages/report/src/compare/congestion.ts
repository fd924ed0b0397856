import type { LabelledResult } from "@astra-ts/core";
import { formatPercent, type LinkReport } from "@astra-ts/core";

/** Share of the summed message time below which waiting is not worth a sentence. */
const notable = 0.05;

/** Where messages waited for each other, in words: a sentence for each result in which that is a notable part of message time. */
export function congestionSentences(runs: readonly LabelledResult[]): string[] {
  return runs.flatMap(({ label, result }) => {
    const { attribution, links } = result.networkReport;
    if (attribution === undefined || links === undefined) return [];
    const { queueing, propagation, serialization } = attribution;
    const share = queueing / (queueing + propagation + serialization);
    const worst = longestWait(links);
    if (!(share >= notable) || worst === undefined || worst.maxQueue === 0) return [];
    const alike = links.filter(({ maxQueue }) => maxQueue === worst.maxQueue).length - 1;
    const sharing = worst.maxQueue + 1;
    // A packet network counts packets in its queues.
    const isPackets = result.networkReport.counters.packets !== undefined;
    const isPort = worst.from.startsWith("npu ") && !worst.to.startsWith("npu ");
    const unit = isPackets ? "packets" : isPort ? "simultaneous sends" : "messages";
    const what = `${sharing} ${unit} share one ${isPort ? "port" : "link"}`;
    const others = alike === 0 ? "" : `, and ${alike} more like it`;
    return [
      `${label}: ${what} (${worst.from} -> ${worst.to}${others}); messages spend ${formatPercent(share)} of their time waiting.`,
    ];
  });
}

function longestWait(links: readonly LinkReport[]): LinkReport | undefined {
  return links.reduce<LinkReport | undefined>(
    (worst, link) => (worst === undefined || link.maxQueue > worst.maxQueue ? link : worst),
    undefined,
  );
}
