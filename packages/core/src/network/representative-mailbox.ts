import { AstraError } from "../errors/astra-error.js";
import type { Waiter } from "../errors/deadlock-error.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Mailbox } from "./mailbox.js";
import { type Message, type MessageEnvelope, ReusedMessage } from "./message.js";
import type { Network } from "./network.js";

/**
 * The mailbox of a run over `network` in which rank 0 stands for all ranks. All ranks send alike, so what rank 0 receives left its sender when rank 0 sent the mirrored
 * message and takes as long: each receive is answered by the send just before it.
 */
export function createRepresentativeMailbox(simulator: Simulator, network: Network): Mailbox {
  return network.flightTime === undefined
    ? new MirroredDeliveries(network)
    : new MirroredFlights(simulator, network.flightTime.bind(network));
}

/** What both mailboxes share: all but the way on which a message travels. */
abstract class MirroringMailbox {
  readonly bytesSent = new Float64Array(1);
  messages = 0;
  /** Tag and size of what rank 0 sent last. No message has the tag -1: a receive before the first send mirrors nothing. */
  #tag = -1;
  #bytes = 0;

  protected note({ tag, bytes }: Message): void {
    this.#tag = tag;
    this.#bytes = bytes;
    this.messages++;
    this.bytesSent[0] += bytes;
  }

  protected checkMirrored({ source, destination, tag, bytes }: MessageEnvelope): void {
    if (tag === this.#tag && bytes === this.#bytes) return;
    throw new AstraError("CONTRACT_BROKEN", {
      problem: `the system layer calls itself uniform, but rank ${destination} awaits a message from rank ${source} that mirrors none of its own`,
      found: `a receive of ${bytes} B with tag ${tag}`,
      expected: `one of ${this.#bytes} B with tag ${this.#tag}, right after the send`,
    });
  }

  /** Every receive is answered by a message that is under way. */
  pending(): Waiter[] {
    return [];
  }
}

/** For networks whose flight times are known. */
class MirroredFlights extends MirroringMailbox implements Mailbox {
  readonly #simulator: Simulator;
  readonly #flightTime: (message: Message) => number;
  /** Of what rank 0 sent last, ns. */
  #flight = 0;

  constructor(simulator: Simulator, flightTime: (message: Message) => number) {
    super();
    this.#simulator = simulator;
    this.#flightTime = flightTime;
  }

  send(message: Message, sent?: () => void): void {
    this.note(message);
    this.#flight = this.#flightTime(message);
    if (sent !== undefined) this.#simulator.schedule(this.#flight, sent);
  }

  receive(message: MessageEnvelope, received: () => void): void {
    this.checkMirrored(message);
    this.#simulator.schedule(this.#flight, received);
  }
}

/** A message under way and its mirror image, which arrives at rank 0 when it arrives; then it serves the next one. */
class MirroredTransfer extends ReusedMessage {
  sent: (() => void) | undefined;
  received: (() => void) | undefined;
  readonly delivered: () => void;

  constructor(arrive: (transfer: MirroredTransfer) => void) {
    super();
    this.delivered = () => arrive(this);
  }
}

/** For networks that tell when a message has arrived. */
class MirroredDeliveries extends MirroringMailbox implements Mailbox {
  readonly #network: Network;
  readonly #idle: MirroredTransfer[] = [];
  #last: MirroredTransfer | undefined;

  constructor(network: Network) {
    super();
    this.#network = network;
  }

  send(message: Message, sent?: () => void): void {
    const transfer = this.#idle.pop() ?? new MirroredTransfer((arrived) => this.#arrive(arrived));
    transfer.assign(message);
    transfer.sent = sent;
    transfer.received = undefined;
    this.#last = transfer;
    this.note(message);
    this.#network.send(transfer, transfer.delivered);
  }

  receive(message: MessageEnvelope, received: () => void): void {
    this.checkMirrored(message);
    this.#last!.received = received;
  }

  #arrive(transfer: MirroredTransfer): void {
    const { sent, received } = transfer;
    this.#idle.push(transfer);
    sent?.();
    received?.();
  }
}
