import {
  type Mailbox,
  type Message,
  type MessageEnvelope,
  ReusedMessage,
  type Topology,
} from "@astra-ts/core";

/** Size of the message with which a receiver tells a sender that it is ready, bytes. */
const controlBytes = 8192;
/** Added to the tag of the message that a control message is for. */
const controlTag = 500_000_000;

/** Added to the tags of the workload's own messages: those of collectives stay below it. */
const workloadTag = 2 ** 51;

/** Sends and receives of the system layer, with or without the rendezvous protocol, and the bytes that the observed ranks send. */
export class Transport {
  /** Bytes sent by each observed rank along each topology dimension, control messages included. */
  readonly bytesSent: readonly (Float64Array | undefined)[];
  /** Messages of collectives, control messages apart. */
  sent = 0;
  readonly #mailbox: Mailbox;
  readonly #topology: Topology;
  readonly #rendezvous: boolean;
  /** 1: bytes are counted. By rank; a byte each, since every message of a large machine looks here. */
  readonly #isObserved: Uint8Array;
  /** For messages of the workload's own. */
  readonly messages: Pick<Mailbox, "send" | "receive"> = {
    send: (message, sent) => this.send(this.#ofWorkload(message, message.dimension, message.queue), sent),
    receive: (message, received) => this.receive(this.#ofWorkload(message, undefined, 0), received),
  };
  readonly #workloadMessage = new ReusedMessage();

  constructor(mailbox: Mailbox, topology: Topology, observed: readonly number[], rendezvous: boolean) {
    this.#mailbox = mailbox;
    this.#topology = topology;
    this.#rendezvous = rendezvous;
    const bytesSent = new Array<Float64Array | undefined>(topology.npus).fill(undefined);
    this.#isObserved = new Uint8Array(topology.npus);
    for (const rank of observed) {
      this.#isObserved[rank] = 1;
      bytesSent[rank] = new Float64Array(topology.dimensions.length);
    }
    this.bytesSent = bytesSent;
  }

  /** A message of a collective. */
  sendPart(message: Message, sent?: () => void): void {
    this.sent++;
    this.send(message, sent);
  }

  /** As `Mailbox.send`; with the rendezvous protocol it goes when the receiver has said that it is ready. */
  send(message: Message, sent?: () => void): void {
    if (this.#rendezvous) this.#sendWhenReady({ ...message }, sent);
    else this.#sendNow(message, sent);
  }

  /** As `Mailbox.receive`; dimension and queue are those of the control message. */
  receive(message: Message, received: () => void): void {
    if (this.#rendezvous) this.#receiveWhenTold({ ...message }, received);
    else this.#mailbox.receive(message, received);
  }

  #ofWorkload(
    { source, destination, tag, bytes }: MessageEnvelope,
    dimension: number | undefined,
    queue: number,
  ): Message {
    const message = this.#workloadMessage;
    message.source = source;
    message.destination = destination;
    message.tag = workloadTag + tag;
    message.bytes = bytes;
    message.dimension = dimension;
    message.queue = queue;
    return message;
  }

  #sendWhenReady(message: Message, sent: (() => void) | undefined): void {
    this.#mailbox.receive(readiness(message), () => this.#sendNow(message, sent));
  }

  #receiveWhenTold(message: Message, received: () => void): void {
    this.#sendNow(readiness(message), () => this.#mailbox.receive(message, received));
  }

  #sendNow(message: Message, sent?: () => void): void {
    const { source, destination, dimension, bytes } = message;
    if (this.#isObserved[source] === 1)
      this.bytesSent[source]![dimension ?? this.#outermostHop(source, destination)] += bytes;
    this.#mailbox.send(message, sent);
  }

  /** The outermost dimension in which two ranks differ: the one that ASTRA-sim 1.0 charges a message to. */
  #outermostHop(source: number, destination: number): number {
    const from = this.#topology.coordinates(source);
    const to = this.#topology.coordinates(destination);
    return Math.max(
      to.findLastIndex((coordinate, dimension) => coordinate !== from[dimension]),
      0,
    );
  }
}

/** The control message, from the receiver to the sender, that a message waits for. */
function readiness(message: Message): Message {
  const { source, destination, tag } = message;
  return {
    ...message,
    source: destination,
    destination: source,
    tag: tag + controlTag,
    bytes: controlBytes,
  };
}
