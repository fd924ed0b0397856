import { AstraError, type CollectiveKind, didYouMean, nearest } from "@astra-ts/core";
import type { Token } from "./tokens.js";

/** Collective types of ASTRA-sim's workload text format. */
export const collectiveTypes: Readonly<Record<string, CollectiveKind>> = {
  ALLREDUCE: "all-reduce",
  ALLGATHER: "all-gather",
  REDUCESCATTER: "reduce-scatter",
  ALLTOALL: "all-to-all",
};

const none = "NONE";

/** The word for a collective in the text format. */
export function collectiveWord(kind: CollectiveKind | null): string {
  if (kind === null) return none;
  const word = Object.keys(collectiveTypes).find((known) => collectiveTypes[known] === kind);
  if (word !== undefined) return word;
  throw new AstraError("UNSUPPORTED", {
    problem: "a collective that ASTRA-sim's workload text has no word for",
    found: kind,
    expected: `one of ${Object.values(collectiveTypes).join(", ")}`,
  });
}

/**
 * The collective that a word of the file means. ASTRA-sim takes every word that it does not know as "no communication"; here a word that looks like a
 * misspelt type is refused, and any other unknown word (`BROADCAST`) is taken as no communication with a warning.
 */
export function collectiveOf(
  token: Token,
  field: string,
  file: string,
  warn: (message: string) => void,
): CollectiveKind | null {
  const word = token.text;
  if (word === none) return null;
  const known = Object.hasOwn(collectiveTypes, word) ? collectiveTypes[word] : undefined;
  if (known !== undefined) return known;
  const where = { file, line: token.line, field, found: word };
  const expected = `one of ${[none, ...Object.keys(collectiveTypes)].join(", ")}`;
  if (word === "ALLREDUCEALLTOALL") {
    throw new AstraError("UNSUPPORTED", {
      ...where,
      problem: "a fused all-reduce and all-to-all is not supported",
      expected,
      hint: "ASTRA-sim 1.0 reads this type too, but stops when it is issued. Write two layers, one for each collective.",
    });
  }
  const group = /^(ALLREDUCE|ALLGATHER|REDUCESCATTER|ALLTOALL)_([A-Z_]+)$/.exec(word);
  if (group !== null) {
    throw new AstraError("UNSUPPORTED", {
      ...where,
      problem: `a collective of the group ${group[2]} is not read`,
      expected,
      hint: `The suffix is SimAI's, for the NPUs of another group than the training loop's; ${group[1]} alone means the loop's own group.`,
    });
  }
  const plain = word.replaceAll(/[-_]/g, "");
  const near = nearest(plain, Object.keys(collectiveTypes));
  if (near !== undefined) {
    throw new AstraError("UNKNOWN_NAME", {
      ...where,
      problem: "unknown collective type",
      expected,
      hint: didYouMean(plain, [near]),
    });
  }
  if (nearest(word, [none]) === undefined) {
    warn(
      `${file}:${token.line}: ${field}: the collective type "${word}" is unknown and is taken as no communication, as ASTRA-sim does; expected ${expected}.`,
    );
  }
  return null;
}
