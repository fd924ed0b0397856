import type { LabelledResult } from "@astra-ts/core";
import { differences } from "./comparison.js";
import { congestionSentences } from "./congestion.js";
import { surpriseSentences } from "./surprises.js";

/** What a comparison says in words: why the others differ from the first, what comes as a surprise, and where messages wait for each other. */
export function comparisonSentences(runs: readonly LabelledResult[]): string[] {
  return [
    ...differences(runs).map(({ sentence }) => sentence),
    ...surpriseSentences(runs),
    ...congestionSentences(runs),
  ];
}
