const bitsPerSecond: Readonly<Record<string, number>> = { "": 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const binary: Readonly<Record<string, number>> = {
  k: 2 ** 10,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};
const nanoseconds: Readonly<Record<string, number>> = {
  "": 1e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  ns: 1,
  ps: 1e-3,
  fs: 1e-6,
  min: 60e9,
  h: 3600e9,
};

/** What rates and delays look like, for messages. */
export const rateForm = "a rate such as 400Gbps";
export const delayForm = "a delay such as 0.0005ms";

/** A rate as ns-3 writes it, `400Gbps`, `100Gb/s`, `50GiB/s`, in bytes per ns; undefined for anything else. Its G is 10^9, its Gi 2^30. */
export function ns3Rate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([kKMGT]?)(i?)([bB])(?:ps|\/s)$/.exec(text);
  if (match === null) return undefined;
  const [, number, prefix = "", i, unit] = match;
  const factor = i === "" ? bitsPerSecond[prefix] : binary[prefix];
  if (factor === undefined) return undefined;
  return (Number(number) * factor) / (unit === "b" ? 8e9 : 1e9);
}

/** A time as ns-3 writes it, `0.0005ms`, `1us`, in ns; without a unit it is in seconds. Undefined for anything else. */
export function ns3Delay(text: string): number | undefined {
  const match = /^([+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)([a-z]*)$/.exec(text);
  const factor = nanoseconds[match?.[2] ?? "?"];
  if (match === null || factor === undefined) return undefined;
  // Whole femtoseconds are finer than ns-3; without this, 0.0005 ms would not be 500 ns.
  return Math.round(Number(match[1]) * factor * 1e6) / 1e6;
}
