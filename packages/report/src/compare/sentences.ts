import type { Comparison } from "@astra-ts/core";
import { congestionSentences } from "./congestion.js";
import { decisionSentences } from "./decision.js";
import { differences } from "./difference.js";
import { surpriseSentences } from "./surprises.js";

/** What a comparison says in words: how far networks are from the most detailed and whether they rank variants alike, why runs differ, what comes as a surprise, and where messages wait for each other. */
export function comparisonSentences({
  results,
  reference,
  differences: measured,
}: Omit<Comparison, "kind">): string[] {
  return [
    ...decisionSentences(results, reference),
    ...differences(results, measured).map(({ sentence }) => sentence),
    ...surpriseSentences(results),
    ...congestionSentences(results),
  ];
}
