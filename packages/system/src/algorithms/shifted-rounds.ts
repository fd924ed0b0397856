import type { CollectiveKind, DataPath } from "@astra-ts/core";

/**
 * The rhythm that ring, direct and halving-doubling share: rounds of `parallelism` steps with data of the NPU's own, each followed by `relayed` steps that
 * pass on (and, while reducing, first add to) what arrived. A reduce-scatter reduces in every round; an all-reduce in every other one, the first included.
 */
export function shiftedRounds(kind: CollectiveKind, parallelism: number, relayed: number) {
  const length = parallelism + relayed;
  const isOwn = (step: number): boolean => step % length < parallelism;
  const isReducingRound = (step: number): boolean =>
    kind === "reduce-scatter" || (kind === "all-reduce" && Math.floor(step / length) % 2 === 0);
  return {
    parallelism,
    reduces: (step: number): boolean => !isOwn(step) && isReducingRound(step),
    dataPath: (step: number): DataPath => {
      if (isOwn(step)) return "load";
      const left = length - (step % length);
      return left > parallelism ? "relay" : "store";
    },
  };
}

/** `value` modulo `count`, never negative. */
export function wrap(value: number, count: number): number {
  const rest = value % count;
  return rest < 0 ? rest + count : rest;
}
