import type { Lane } from "../../src/timeline/build-timeline.js";

/** Ranks as text: `0-7, 64`. Empty text: all. */
const listOfRanks = /^\s*\d+(\s*-\s*\d+)?(\s*,\s*\d+(\s*-\s*\d+)?)*\s*$/;

/** The lanes of these NPUs, and all lanes of dimensions; undefined where the text is no list of ranks, or one of NPUs that are not recorded. */
export function chosenLanes(lanes: readonly Lane[], text: string): readonly Lane[] | undefined {
  if (text.trim() === "") return lanes;
  if (!listOfRanks.test(text)) return undefined;
  const ranges = text.split(",").map((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return { from, to };
  });
  const isChosen = (rank: number): boolean => ranges.some(({ from, to }) => rank >= from && rank <= to);
  const chosen = lanes.filter(({ rank }) => rank === undefined || isChosen(rank));
  return chosen.some(({ rank }) => rank !== undefined) ? chosen : undefined;
}
