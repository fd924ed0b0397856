import { type CollectiveKind, defineCollective } from "@astra-ts/core";
import { shiftedRounds, wrap } from "./shifted-rounds.js";
import { unrootedKinds } from "./unrooted-kinds.js";

function messages(kind: CollectiveKind, npus: number): number {
  switch (kind) {
    case "all-reduce":
      return 2 * (npus - 1);
    case "reduce-scatter":
    case "all-gather":
      return npus - 1;
    // The block for the neighbour at distance d is passed on d times, one neighbour hop each.
    case "all-to-all":
      return (npus * (npus - 1)) / 2;
    default:
      return 0;
  }
}

/** Every message goes to the next NPU and one comes from the previous; one at a time. */
export const ring = defineCollective({
  name: "ring",
  description: "each NPU passes shards to its neighbour, one at a time",
  isUniform: true,
  isShifted: true,
  kinds: unrootedKinds,
  plan({ kind, npus, bytes, direction }) {
    const message = kind === "all-gather" ? bytes : Math.floor(bytes / npus);
    return {
      form: "steps",
      sends: messages(kind, npus),
      ...shiftedRounds(kind, 1, npus - 1),
      destination: (position) => wrap(position + direction, npus),
      source: (position) => wrap(position - direction, npus),
      bytes: () => message,
    };
  },
});
