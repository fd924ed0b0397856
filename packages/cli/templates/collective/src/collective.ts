import { defineCollective } from "@astra-ts/core";

/** Every NPU sends its shard to the NPU one place further, then to the one two places further, and so on: one message at a time. */
export const collective = defineCollective({
  name: "pluginName",
  description: "each NPU sends to all others, one after the other",
  kinds: ["all-gather", "all-to-all"],
  plan({ kind, npus, bytes, direction }) {
    const around = (position: number) => ((position % npus) + npus) % npus;
    return {
      form: "steps",
      sends: npus - 1,
      parallelism: 1,
      destination: (position, step) => around(position + direction * (step + 1)),
      source: (position, step) => around(position - direction * (step + 1)),
      bytes: () => (kind === "all-gather" ? bytes : Math.floor(bytes / npus)),
      reduces: () => false,
    };
  },
});
