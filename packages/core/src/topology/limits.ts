import { AstraError } from "../errors/astra-error.js";

/** Largest number of NPUs of a topology: a run keeps some kilobytes for each. */
export const maxNpus = 2 ** 24;
/** Largest number of links of an expanded graph. */
export const maxLinks = 2 ** 24;

const bytesPerNpu = 4096;
const bytesPerLink = 80;

/** Refuses a machine that no memory holds, and says how much it would take. */
export function checkSize(npus: number, field: string): void {
  if (npus <= maxNpus) return;
  throw new AstraError("TOO_LARGE", {
    problem: `${npus} NPUs would take about ${readable(npus * bytesPerNpu)} of memory`,
    field,
    expected: `at most ${maxNpus} NPUs`,
    hint: "Simulate a smaller machine; collectives of equal groups scale in ways that a few sizes show.",
  });
}

/** Refuses to write out a graph that no memory holds, and says how much it would take. */
export function checkLinks(links: number): void {
  if (links <= maxLinks) return;
  throw new AstraError("TOO_LARGE", {
    problem: `the graph of this topology has ${links} links and would take about ${readable(links * bytesPerLink)} of memory`,
    field: "topology",
    expected: `at most ${maxLinks} links`,
    hint: "Use the network `analytical`, which needs no graph, or shapes with fewer links (switch, ring).",
  });
}

function readable(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toPrecision(3)} ${units[unit]}`;
}
