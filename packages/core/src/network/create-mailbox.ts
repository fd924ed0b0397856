import type { Waiter } from "../errors/deadlock-error.js";
import type { Simulator } from "../simulator/simulator.js";
import { deliveredTwice } from "./delivered-twice.js";
import type { Mailbox } from "./mailbox.js";
import { MatchTable } from "./match-table.js";
import { type Message, type MessageEnvelope, ReusedMessage } from "./message.js";
import type { Network } from "./network.js";

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
  /** Receives that wait, and messages that no receive has claimed: arrived ones, and in a contention-free network also those still under way. */
  protected readonly unmatched = new MatchTable();

  constructor(simulator: Simulator, bytesSent: Float64Array) {
    this.simulator = simulator;
    this.bytesSent = bytesSent;
  }

  receive(message: MessageEnvelope, received: () => void): void {
    const { now } = this.simulator;
    const arrival = this.unmatched.receive(message, now, received);
    if (arrival !== undefined) this.simulator.schedule(Math.max(arrival - now, 0), received);
  }

  pending(): Waiter[] {
    const entries = [...this.unmatched.entries()];
    return [
      ...entries.filter(({ isReceive }) => isReceive).map((entry) => awaited("receive", entry, entry.time)),
      ...entries.filter(({ isReceive }) => !isReceive).map(unreceived),
    ];
  }
}

/** A message that its destination waits for. */
function awaited(kind: "receive" | "delivery", message: MessageEnvelope, since: number): Waiter {
  const { source, destination, tag, bytes } = message;
  const network = kind === "delivery" ? "the network to deliver " : "";
  const waitsFor = `${network}a message of ${bytes} B from rank ${source} (tag ${shownTag(tag)})`;
  return { kind, rank: destination, waitsFor, peer: source, tag, since };
}

/** A message that has arrived, or will, and that nobody asks for. */
function unreceived({ source, destination, tag, bytes }: MessageEnvelope): Waiter {
  const waitsFor = `rank ${destination} to receive a message of ${bytes} B (tag ${shownTag(tag)})`;
  return { kind: "message", rank: source, waitsFor, peer: destination, tag };
}

/** Layers keep kinds of message apart by the upper part of a tag; the lower one is theirs to count. */
function shownTag(tag: number): number {
  return tag % 2 ** 32;
}

/** For networks whose flight times are known: receivers run in order of matching, the later of send and receive. */
class FlightTimeMailbox extends MatchingMailbox implements Mailbox {
  readonly #flightTime: (message: Message) => number;

  constructor(simulator: Simulator, flightTime: (message: Message) => number, bytesSent: Float64Array) {
    super(simulator, bytesSent);
    this.#flightTime = flightTime;
  }

  send(message: Message, sent?: () => void): void {
    this.messages++;
    this.bytesSent[message.source] += message.bytes;
    const flight = this.#flightTime(message);
    if (sent !== undefined) this.simulator.schedule(flight, sent);
    const received = this.unmatched.send(message, this.simulator.now + flight);
    if (received !== undefined) this.simulator.schedule(flight, received);
  }
}

/** A message under way: a copy that keeps what it says until it is delivered, and then serves the next one. */
class Flight extends ReusedMessage {
  sent: (() => void) | undefined;
  underWay = false;
  /** When it was sent, ns. */
  since = 0;
  readonly delivered: () => void;

  constructor(arrive: (flight: Flight) => void) {
    super();
    this.delivered = () => arrive(this);
  }
}

/** For networks that tell when a message has arrived. */
class DeliveryMailbox extends MatchingMailbox implements Mailbox {
  readonly #network: Network;
  readonly #idle: Flight[] = [];
  /** Idle ones and those under way. */
  readonly #all: Flight[] = [];

  constructor(simulator: Simulator, network: Network, bytesSent: Float64Array) {
    super(simulator, bytesSent);
    this.#network = network;
  }

  send(message: Message, sent?: () => void): void {
    const flight = this.#idle.pop() ?? this.#newFlight();
    flight.assign(message);
    flight.sent = sent;
    flight.underWay = true;
    flight.since = this.simulator.now;
    this.messages++;
    this.bytesSent[message.source] += message.bytes;
    this.#network.send(flight, flight.delivered);
  }

  /** Messages that the network still has come first; where nothing is left to run, it has lost them. */
  override pending(): Waiter[] {
    const underWay = this.#all.filter((flight) => flight.underWay);
    return [...underWay.map((flight) => awaited("delivery", flight, flight.since)), ...super.pending()];
  }

  #newFlight(): Flight {
    const flight = new Flight((arrived) => this.#arrive(arrived));
    this.#all.push(flight);
    return flight;
  }

  #arrive(flight: Flight): void {
    if (!flight.underWay) throw deliveredTwice("the network", flight);
    flight.underWay = false;
    flight.sent?.();
    const received = this.unmatched.send(flight, this.simulator.now);
    this.#idle.push(flight);
    received?.();
  }
}
