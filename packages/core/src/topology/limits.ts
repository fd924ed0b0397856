import { tooLarge } from "../limits/too-large.js";

/** Largest number of NPUs of a topology: a run keeps some kilobytes for each. */
export const maxNpus = 2 ** 24;
/** Largest number of links of an expanded graph. */
export const maxLinks = 2 ** 24;

const bytesPerNpu = 4096;
const bytesPerLink = 80;

/** Refuses a machine that no memory holds, and says how much it would take. */
export function checkSize(npus: number, field: string): void {
  if (npus <= maxNpus) return;
  throw tooLarge({
    what: "NPUs",
    count: npus,
    bytesEach: bytesPerNpu,
    field,
    expected: `at most ${maxNpus} NPUs`,
    hint: "Simulate a smaller machine; collectives of equal groups scale in ways that a few sizes show.",
  });
}

/** Refuses to write out a graph that no memory holds, and says how much it would take. */
export function checkLinks(links: number): void {
  if (links <= maxLinks) return;
  throw tooLarge({
    what: "links of this topology's graph",
    count: links,
    bytesEach: bytesPerLink,
    field: "topology",
    expected: `at most ${maxLinks} links`,
    hint: "Use the network `analytical`, which needs no graph, or shapes with fewer links (switch, ring).",
  });
}
