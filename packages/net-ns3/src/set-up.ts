import type { Ns3Options } from "./options.js";

/** What the program has to know beside the machine: `option <name> <value>`. */
export function* setUpLines({ transport, mtu, queue }: Ns3Options, seed: number): Iterable<string> {
  yield `option transport ${transport}`;
  yield `option mtu ${mtu}`;
  if (queue !== undefined) yield `option queue ${queue}`;
  // ns-3 takes no seed of 0.
  yield `option seed ${seed + 1}`;
}
