import type { Mailbox, Topology } from "@astra-ts/core";

/** Size of the message with which a receiver tells a sender that it is ready, bytes. */
const controlBytes = 8192;
/** Added to the tag of the message that a control message is for. */
const controlTag = 500_000_000;

/** Sends and receives of the system layer, with or without the rendezvous protocol, and the bytes that rank 0 sends. */
export class Transport {
  /** Bytes sent by rank 0 along each topology dimension, control messages included. */
  readonly bytesOfRank0: Float64Array;
  readonly #mailbox: Mailbox;
  readonly #topology: Topology;
  readonly #rendezvous: boolean;

  constructor(mailbox: Mailbox, topology: Topology, rendezvous: boolean) {
    this.#mailbox = mailbox;
    this.#topology = topology;
    this.#rendezvous = rendezvous;
    this.bytesOfRank0 = new Float64Array(topology.dimensions.length);
  }

  send(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    sent?: () => void,
  ): void {
    if (this.#rendezvous) {
      this.#mailbox.receive(source, destination, tag + controlTag, controlBytes, () =>
        this.#sendNow(source, destination, tag, bytes, dimension, queue, sent),
      );
    } else {
      this.#sendNow(source, destination, tag, bytes, dimension, queue, sent);
    }
  }

  receive(
    rank: number,
    source: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    received: () => void,
  ): void {
    if (this.#rendezvous) {
      this.#sendNow(rank, source, tag + controlTag, controlBytes, dimension, queue, () =>
        this.#mailbox.receive(rank, source, tag, bytes, received),
      );
    } else {
      this.#mailbox.receive(rank, source, tag, bytes, received);
    }
  }

  #sendNow(
    source: number,
    destination: number,
    tag: number,
    bytes: number,
    dimension: number | undefined,
    queue: number,
    sent?: () => void,
  ): void {
    if (source === 0) this.bytesOfRank0[dimension ?? this.#outermostHop(destination)] += bytes;
    this.#mailbox.send(source, destination, tag, bytes, dimension, queue, sent);
  }

  /** The outermost dimension in which a rank differs from rank 0: the one that ASTRA-sim 1.0 charges a message to. */
  #outermostHop(destination: number): number {
    const coordinates = this.#topology.coordinates(destination);
    return Math.max(
      coordinates.findLastIndex((coordinate) => coordinate !== 0),
      0,
    );
  }
}
