import { defineCollective } from "@astra-ts/core";
import { shiftedRounds, wrap } from "./shifted-rounds.js";
import { unrootedKinds } from "./unrooted-kinds.js";

/** Every NPU exchanges shards with every other, all at once or `window` at a time; the second half of an all-reduce waits for the whole first half. */
export const direct = defineCollective({
  name: "direct",
  description: "each NPU exchanges shards with every other, all at once or a window of them",
  isUniform: true,
  isShifted: true,
  kinds: unrootedKinds,
  parameter: { name: "window", description: "most messages of one NPU in flight at a time; 1 or more" },
  plan({ kind, npus, bytes, direction, parameter: window, reducesThroughout }) {
    const peers = npus - 1;
    const parallelism = window === undefined ? peers : Math.min(window, peers);
    const relayed = reducesThroughout ? peers * parallelism : parallelism;
    const message = kind === "all-gather" ? bytes : Math.floor(bytes / npus);
    const distance = (step: number): number => direction * ((step % peers) + 1);
    return {
      form: "steps",
      sends: kind === "all-reduce" ? 2 * peers : peers,
      ...shiftedRounds(kind, parallelism, relayed),
      destination: (position, step) => wrap(position + distance(step), npus),
      source: (position, step) => wrap(position - distance(step), npus),
      bytes: () => message,
      gate: kind === "all-reduce" ? { afterSends: peers, arrivals: peers } : undefined,
    };
  },
});
