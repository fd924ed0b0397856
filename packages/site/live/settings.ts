import type { CollectiveForm } from "../../playground/page/protocol.js";

/** Exercise 1 of the ASPLOS 2022 tutorial: what a block simulates that says nothing else. */
const exercise1: CollectiveForm = {
  shape: "ring",
  npus: 8,
  size: "1MiB",
  bandwidth: "50GiB/s",
  latency: 500,
  networks: ["analytical", "analytical-congestion", "flow", "packet"],
};

/** What the lines of a `live` block say, `key: value` each: `npus: 16`, `networks: flow, packet`. Throws for a key that a form has not. */
export function readSettings(text: string): CollectiveForm {
  const given: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [, key, value] = /^\s*(\w+)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if (!(key in exercise1)) throw new Error(`a live block has no setting "${key}"`);
    given[key] = value;
  }
  const { npus, latency, networks, ...texts } = given;
  return {
    ...exercise1,
    ...texts,
    ...(npus === undefined ? {} : { npus: Number(npus) }),
    ...(latency === undefined ? {} : { latency: Number(latency) }),
    ...(networks === undefined ? {} : { networks: networks.split(",").map((name) => name.trim()) }),
  };
}
