import type { CollectiveRequest, CollectiveTraits, GraphAddresses, LogicalDimension } from "@astra-ts/core";
import type { Program } from "./program.js";

/** Turns collective nodes into what the system layer is asked for. */
export class CollectiveRequests {
  readonly #addresses: GraphAddresses;
  readonly #dimensions: readonly LogicalDimension[];
  readonly #flags = new WeakMap<CollectiveTraits, readonly boolean[]>();

  constructor(addresses: GraphAddresses, dimensions: readonly LogicalDimension[]) {
    this.#addresses = addresses;
    this.#dimensions = dimensions;
  }

  request(rank: number, { columns }: Program, node: number): CollectiveRequest {
    const traits = columns.collectives[columns.details[node]];
    const { collective, group, priority, algorithm, root } = traits;
    return {
      kind: collective,
      bytes: columns.bytes[node],
      dimensions: this.#flagsOf(traits),
      priority: priority ?? "policy",
      group: this.#addresses.group(rank, group),
      ...(typeof group === "string" ? { communicator: group } : {}),
      ...(algorithm === undefined ? {} : { algorithm }),
      ...(root === undefined ? {} : { root }),
    };
  }

  #flagsOf(traits: CollectiveTraits): readonly boolean[] | undefined {
    const { dimensions } = traits;
    if (dimensions === undefined) return undefined;
    let flags = this.#flags.get(traits);
    if (flags === undefined) {
      flags = this.#dimensions.map(({ physical }) => dimensions.includes(physical));
      this.#flags.set(traits, flags);
    }
    return flags;
  }
}
