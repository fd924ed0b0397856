import type { Message, Network, Topology } from "@astra-ts/core";

/** Extra terms of ASTRA-sim 1.0's network file, per dimension. */
export interface NetworkFile {
  readonly "topologies-per-dim": readonly string[];
  readonly "units-count": readonly number[];
  readonly "links-count": readonly number[];
  readonly "link-latency": readonly number[];
  readonly "link-bandwidth": readonly number[];
  readonly "nic-latency"?: readonly number[];
  readonly "router-latency"?: readonly number[];
  readonly "hbm-latency"?: readonly number[];
  readonly "hbm-bandwidth"?: readonly number[];
  readonly "hbm-scale"?: readonly number[];
}

/** ASTRA-sim 1.0's formula, written down a second time: the tests of this package need no network backend. */
export function analyticalNetwork(
  file: NetworkFile,
  topology: Topology,
  lag: (message: Message) => number,
): Network {
  const flightTime = (message: Message): number => {
    const { source, destination, bytes } = message;
    const from = topology.coordinates(source);
    const to = topology.coordinates(destination);
    const d = from.findLastIndex((coordinate, dimension) => coordinate !== to[dimension]);
    const shape = file["topologies-per-dim"][d];
    const units = file["units-count"][d];
    const links = file["links-count"][d];
    const distance = Math.abs(from[d] - to[d]);
    const [hops, lanes] =
      shape === "Ring"
        ? [Math.min(distance, units - distance), links - (links % 2)]
        : shape === "Switch"
          ? [2, links]
          : [1, Math.floor(links / (units - 1))];
    const bandwidth = ((file["link-bandwidth"][d] * 2 ** 30) / 1e9) * lanes;
    let time = Math.trunc(hops * file["link-latency"][d]);
    time = Math.trunc(time + bytes / bandwidth);
    time = Math.trunc(time + 2 * (file["nic-latency"]?.[d] ?? 0));
    if (shape === "Switch") time = Math.trunc(time + (file["router-latency"]?.[d] ?? 0));
    const memory = (file["hbm-latency"]?.[d] ?? 0) + bytes / (file["hbm-bandwidth"]?.[d] ?? 1);
    return Math.max(time, memory * (file["hbm-scale"]?.[d] ?? 0)) + lag(message);
  };
  return {
    flightTime,
    send: () => {
      throw new Error("core asks for flight times here");
    },
    report: () => ({ messages: 0, bytes: 0, dimensions: [], counters: {} }),
  };
}
