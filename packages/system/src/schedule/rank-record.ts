import { DimensionStatistics } from "./dimension-statistics.js";
import { PhaseRecorder } from "./phase-recorder.js";

/** Phases kept of rank 0, and of all other observed ranks together. */
const phasesOfRank0 = 10_000;
const phasesOfOthers = 100_000;

/** What is kept of an observed rank. */
export interface RankRecord {
  /** One for each logical dimension. */
  readonly statistics: readonly DimensionStatistics[];
  readonly recorder: PhaseRecorder;
}

/** A record for each observed rank, by rank. */
export function rankRecords(observed: readonly number[], dimensions: number): (RankRecord | undefined)[] {
  const records: (RankRecord | undefined)[] = [];
  const each = Math.min(phasesOfRank0, Math.floor(phasesOfOthers / observed.length));
  for (const rank of observed) {
    records[rank] = {
      statistics: Array.from({ length: dimensions }, () => new DimensionStatistics()),
      recorder: new PhaseRecorder(rank === 0 ? phasesOfRank0 : each),
    };
  }
  return records;
}
