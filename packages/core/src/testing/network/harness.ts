import type { Message } from "../../network/message.js";
import type { Network, NetworkBackend } from "../../network/network.js";
import type { NetworkReport } from "../../network/report.js";
import { EventWheel } from "../../simulator/event-wheel.js";
import { LockStep } from "../../simulator/lock-step.js";
import { createRandom } from "../../simulator/random.js";
import type { Topology } from "../../topology/topology.js";
import { broken } from "../checks/check.js";

/** A message to be sent. */
export interface Sending {
  /** When, ns. */
  readonly at: number;
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
}

/** What a backend did with some messages. Plain data, so that two traces can be compared as text. */
export interface Trace {
  /** Per message: when it was delivered, each time; ns. */
  readonly deliveries: number[][];
  /** Numbers of the messages in order of delivery. */
  readonly order: number[];
  /** Messages that were delivered while `send` was still running. */
  readonly withinSend: number[];
  readonly steps: number;
  /** Time of the last event, ns. */
  readonly end: number;
  readonly pending: number;
  readonly report: NetworkReport;
  readonly warnings: string[];
  /** Whether chance had a part in it. */
  readonly isRandom: boolean;
}

export interface DriveOptions {
  readonly seed?: number;
  /** `core`: as core itself does, by `flightTime` where there is one. `send`: always by `send`. */
  readonly way?: "core" | "send";
  /** Events that have nothing to do with the network, at every so many ns until the last sending: they must not change a thing. */
  readonly bystanders?: number;
  /** Called at each delivery, inside the callback; may send more messages. */
  readonly onDelivery?: (message: number, send: (sending: Omit<Sending, "at">) => void) => void;
}

const mostSteps = 20_000_000;

class KitMessage implements Message {
  source: number;
  destination: number;
  bytes: number;
  tag: number;
  readonly dimension = undefined;
  readonly queue = 0;

  constructor({ source, destination, bytes }: Omit<Sending, "at">, tag: number) {
    this.source = source;
    this.destination = destination;
    this.bytes = bytes;
    this.tag = tag;
  }

  /** After delivery the object belongs to the sender again, who writes something else into it. */
  reuse(): void {
    this.source = this.destination = this.tag = -1;
    this.bytes = Number.NaN;
  }
}

/** Sends the messages through a new network of the backend, runs it to its end and closes it. */
export function drive<Options>(
  backend: NetworkBackend<Options>,
  options: Options,
  topology: Topology,
  sendings: readonly Sending[],
  how: DriveOptions = {},
): Trace {
  const simulator = new EventWheel();
  const warnings: string[] = [];
  const { seed = 1 } = how;
  const seeded = createRandom(seed);
  let isRandom = false;
  const random = {
    next(): number {
      isRandom = true;
      return seeded.next();
    },
    integer(bound: number): number {
      isRandom = true;
      return seeded.integer(bound);
    },
  };
  const warn = (message: string) => void warnings.push(message);
  const network = backend.create({ simulator, topology, random, warn }, options);
  try {
    const trace = runToEnd(backend.name, network, simulator, sendings, how);
    return { ...trace, warnings, isRandom };
  } finally {
    network.close?.();
  }
}

function runToEnd(
  name: string,
  network: Network,
  simulator: EventWheel,
  sendings: readonly Sending[],
  { way = "core", bystanders, onDelivery }: DriveOptions,
): Omit<Trace, "warnings" | "isRandom"> {
  const subject = `the network backend "${name}"`;
  const deliveries: number[][] = [];
  const order: number[] = [];
  const withinSend: number[] = [];

  const send = (sending: Omit<Sending, "at">, number = deliveries.push([]) - 1): void => {
    const message = new KitMessage(sending, number);
    let sendingStill = true;
    const delivered = (): void => {
      deliveries[number].push(simulator.now);
      order.push(number);
      if (sendingStill) withinSend.push(number);
      message.reuse();
      onDelivery?.(number, (sending) => send(sending));
    };
    if (way === "core" && network.flightTime !== undefined)
      simulator.schedule(network.flightTime(message), delivered);
    else network.send(message, delivered);
    sendingStill = false;
  };
  for (const sending of sendings) {
    const number = deliveries.push([]) - 1;
    simulator.schedule(sending.at, () => send(sending, number));
  }
  if (bystanders !== undefined) {
    const last = sendings.reduce((latest, { at }) => Math.max(latest, at), 0);
    for (let at = 0; at <= last; at += bystanders) simulator.schedule(at, () => undefined);
  }

  const lockStep = network.clock && new LockStep(simulator, network.clock, subject);
  let steps = 0;
  while (lockStep === undefined ? simulator.step() : lockStep.step()) {
    if (++steps < mostSteps) continue;
    throw broken(subject, `does not come to an end: ${sendings.length} messages`, `${steps} events and more`);
  }
  return {
    deliveries,
    order,
    withinSend,
    steps,
    end: simulator.now,
    pending: network.pending?.().length ?? 0,
    report: network.report(),
  };
}
