import { busyTime, formatTime, type Result, type TimePart } from "@astra-ts/core";

/** Where the time of the NPU that a result is seen from went; the parts add up to the total. Of results that do not tell, as near as their dimensions do. */
export function timeShares(result: Result): readonly TimePart[] {
  if (result.breakdown !== undefined) return result.breakdown;
  const { total, compute } = result.time;
  const busy = result.systemReport.dimensions.map(({ activity }) => busyTime(activity, total));
  const sum = busy.reduce((all, time) => all + time, 0);
  const rest = total - compute;
  const parts: TimePart[] = [{ kind: "compute", dimension: null, time: compute }];
  if (sum === 0) parts.push({ kind: "idle", dimension: null, time: rest });
  else
    for (const [dimension, time] of busy.entries())
      parts.push({ kind: "dimension", dimension, time: (rest * time) / sum });
  return parts.filter(({ time }) => time > 0);
}

/** What a part is called: `computing`, `dimension 0 (ring of 8)`, `the pipeline's bubble (messages that other NPUs have not sent yet)`. */
export function partName({ kind, dimension }: TimePart, result: Result): string {
  switch (kind) {
    case "compute":
      return "computing";
    case "dimension":
      return `dimension ${dimension}${shapeOf(result, dimension!)}`;
    case "message":
      return "messages of the workload on their way";
    case "memory":
      return "remote memory";
    case "cpu":
      return "the host's CPU";
    case "partner":
      return "the pipeline's bubble (messages that other NPUs have not sent yet)";
    case "idle":
      return "endpoint delays and other NPUs";
  }
}

/** `NPU 0 computes for 1 ms (40.0 %) and waits for 1.5 ms: dimension 0 (ring of 8) 0.5 ms (20.0 %), …`, with percentages that add up to 100. */
export function shareSentence(result: Result): string | undefined {
  const { total } = result.time;
  const parts = timeShares(result);
  if (!(total > 0) || parts.length === 0) return undefined;
  const percents = percentages(parts.map(({ time }) => time / total));
  const told = parts.map((part, index) => ({ part, percent: `${percents[index]!.toFixed(1)} %` }));
  const computing = told.find(({ part }) => part.kind === "compute");
  const waits = told
    .filter(({ part }) => part.kind !== "compute")
    .sort((a, b) => b.part.time - a.part.time)
    .map(({ part, percent }) => `${partName(part, result)} ${formatTime(part.time)} (${percent})`);
  const waited = parts.reduce((sum, { kind, time }) => (kind === "compute" ? sum : sum + time), 0);
  const npu = `NPU ${result.seenFrom}`;
  const waiting = `waits for ${formatTime(waited)}: ${waits.join(", ")}`;
  if (computing === undefined) return `${npu} ${waiting}.`;
  const computes = `${npu} computes for ${formatTime(computing.part.time)} (${computing.percent})`;
  return waits.length === 0 ? `${computes}.` : `${computes} and ${waiting}.`;
}

/** Shares in per cent to one decimal, rounded so that they add up as the shares do. */
export function percentages(shares: readonly number[]): number[] {
  const tenths = shares.map((share) => share * 1000);
  const cut = tenths.map(Math.floor);
  const left =
    Math.round(tenths.reduce((sum, value) => sum + value, 0)) - cut.reduce((sum, value) => sum + value, 0);
  const byRest = [...shares.keys()].sort((a, b) => tenths[b]! - cut[b]! - (tenths[a]! - cut[a]!));
  for (const index of byRest.slice(0, left)) cut[index]!++;
  return cut.map((value) => value / 10);
}

/** ` (ring of 8)`. */
export function shapeOf(result: Result, dimension: number): string {
  const { npus, physical } = result.systemReport.dimensions[dimension]!;
  const shape = result.topology?.[physical]?.shape;
  return shape === undefined ? "" : ` (${shape} of ${npus})`;
}
