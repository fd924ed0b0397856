import type { AlgorithmReport, Result } from "@astra-ts/core";

/** Which algorithms were chosen where none was named: `direct for all-to-all; ring for all-reduce (chosen)`. Empty where all were named. */
export function algorithmsInWords(result: Result): string {
  const chosen = (result.systemReport.algorithms ?? []).filter((entry) => entry.chosen);
  if (chosen.length === 0) return "";
  const severalDimensions = result.systemReport.dimensions.length > 1;
  const words = chosen.map(
    ({ algorithm, kind, dimension }) =>
      `${algorithm} for ${kind}${severalDimensions ? ` in dimension ${dimension}` : ""}`,
  );
  return `${[...new Set(words)].join(", ")}: chosen, as none is named`;
}

/** Which algorithms were chosen, and a sentence for each that another one would be much faster than. */
export function algorithmSentences(result: Result): string[] {
  const chosen = algorithmsInWords(result);
  const better = (result.systemReport.algorithms ?? []).flatMap(alternativeSentence);
  return [...(chosen === "" ? [] : [`Algorithms: ${chosen}.`]), ...better];
}

function alternativeSentence({ kind, dimension, npus, algorithm, alternative }: AlgorithmReport): string[] {
  if (alternative === undefined) return [];
  const { time, bytes } = alternative;
  const fewer = bytes < 0.9 ? ` would send ${times(1 / bytes)} fewer bytes, and` : "";
  return [
    `The ${kind} among ${npus} NPUs of dimension ${dimension} is done by ${algorithm}: ${alternative.algorithm}${fewer} would be about ${times(1 / time)} faster, by an estimate of its messages on these links.`,
  ];
}

/** `16 times`, `1.4 times`. */
function times(factor: number): string {
  return `${factor < 9.95 ? Number(factor.toFixed(1)) : Math.round(factor)} times`;
}
