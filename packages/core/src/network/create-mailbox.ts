import { AstraError } from "../errors/astra-error.js";
import type { Waiter } from "../errors/deadlock-error.js";
import type { Simulator } from "../simulator/simulator.js";
import type { Mailbox } from "./mailbox.js";
import { MatchTable } from "./match-table.js";
import type { Message, Network } from "./network.js";
import { ReusedMessage } from "./reused-message.js";

/** The mailbox of a run over `network`. */
export function createMailbox(simulator: Simulator, network: Network, ranks: number): Mailbox {
  const bytesSent = new Float64Array(ranks);
  return network.flightTime === undefined
    ? new DeliveryMailbox(simulator, network, bytesSent)
    : new FlightTimeMailbox(simulator, network.flightTime.bind(network), bytesSent);
}

/** What both mailboxes share: all but the way on which a message travels. */
abstract class MatchingMailbox {
  messages = 0;
  readonly bytesSent: Float64Array;
  protected readonly simulator: Simulator;
  protected readonly receives = new MatchTable();
  /** Messages that no receive has claimed: arrived ones, and in a contention-free network also those still under way. */
  protected readonly unclaimed = new MatchTable();

  constructor(simulator: Simulator, bytesSent: Float64Array) {
    this.simulator = simulator;
    this.bytesSent = bytesSent;
  }

  receive(destination: number, source: number, tag: number, bytes: number, received: () => void): void {
    const now = this.simulator.now;
    if (this.unclaimed.take(source, destination, tag, bytes)) {
      this.simulator.schedule(Math.max(this.unclaimed.takenTime - now, 0), received);
    } else {
      this.receives.add(source, destination, tag, bytes, now, received);
    }
  }

  pending(): Waiter[] {
    const waiters: Waiter[] = [];
    for (const { source, destination, tag, bytes, time } of this.receives.entries()) {
      waiters.push({
        rank: destination,
        waitsFor: `a message of ${bytes} B from rank ${source} (tag ${tag})`,
        peer: source,
        tag,
        since: time,
      });
    }
    for (const { source, destination, tag, bytes } of this.unclaimed.entries()) {
      waiters.push({
        rank: source,
        waitsFor: `rank ${destination} to receive a message of ${bytes} B (tag ${tag})`,
        peer: destination,
        tag,
      });
    }
    return waiters;
  }
}

/** For networks whose flight times are known: receivers run in order of matching, the later of send and receive. */
class FlightTimeMailbox extends MatchingMailbox implements Mailbox {
  readonly #flightTime: (message: Message) => number;
  readonly #message = new ReusedMessage();

  constructor(simulator: Simulator, flightTime: (message: Message) => number, bytesSent: Float64Array) {
    super(simulator, bytesSent);
    this.#flightTime = flightTime;
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
    const message = this.#message;
    message.assign(source, destination, tag, bytes, dimension, queue);
    this.messages++;
    this.bytesSent[source] += bytes;
    const flight = this.#flightTime(message);
    if (sent !== undefined) this.simulator.schedule(flight, sent);
    if (this.receives.take(source, destination, tag, bytes))
      this.simulator.schedule(flight, this.receives.takenCallback!);
    else this.unclaimed.add(source, destination, tag, bytes, this.simulator.now + flight);
  }
}

/** A message under way; reused once delivered. */
class Transfer extends ReusedMessage {
  sent: (() => void) | undefined;
  underWay = false;
  readonly delivered: () => void;

  constructor(arrive: (transfer: Transfer) => void) {
    super();
    this.delivered = () => arrive(this);
  }
}

/** For networks that tell when a message has arrived. */
class DeliveryMailbox extends MatchingMailbox implements Mailbox {
  readonly #network: Network;
  readonly #idle: Transfer[] = [];

  constructor(simulator: Simulator, network: Network, bytesSent: Float64Array) {
    super(simulator, bytesSent);
    this.#network = network;
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
    const transfer = this.#idle.pop() ?? new Transfer((arrived) => this.#arrive(arrived));
    transfer.assign(source, destination, tag, bytes, dimension, queue);
    transfer.sent = sent;
    transfer.underWay = true;
    this.messages++;
    this.bytesSent[source] += bytes;
    this.#network.send(transfer, transfer.delivered);
  }

  #arrive(transfer: Transfer): void {
    const { source, destination, tag, bytes, sent } = transfer;
    if (!transfer.underWay) {
      throw new AstraError("CONTRACT_BROKEN", {
        problem: `the network delivered a message from rank ${source} to rank ${destination} twice`,
        hint: "A backend must call `delivered` exactly once for each `send`.",
      });
    }
    transfer.underWay = false;
    this.#idle.push(transfer);
    sent?.();
    if (this.receives.take(source, destination, tag, bytes)) this.receives.takenCallback!();
    else this.unclaimed.add(source, destination, tag, bytes, this.simulator.now);
  }
}
