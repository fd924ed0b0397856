import {
  type ExternalClock,
  LatencyHistogram,
  type Message,
  type Network,
  type NetworkContext,
  type NetworkReport,
  type Waiter,
} from "@astra-ts/core";
import type { Program } from "./kept-process.js";
import { numberedLinks } from "./machine-lines.js";
import { processReport } from "./process-report.js";
import { type ReasonReader, SimulatorProcess } from "./simulator-process.js";

/** How a simulator in another process becomes a network. */
export interface ProcessNetworkOptions {
  /** The simulator. A function is called when the first message is sent: a run without messages needs no process. */
  readonly program: Program | (() => Program);
  /** Lines of the set-up after those of the machine. `numberOf` gives the simulator's number of a link of the topology's graph, -1 for one that has failed. */
  readonly setUp?: (numberOf: (link: number) => number) => Iterable<string>;
  /** Lines to be told before a message from one NPU to another is sent: its route, say. Called for every message, so that it is for the function to say things but once. */
  readonly beforeSend?: (
    source: number,
    destination: number,
    numberOf: (link: number) => number,
  ) => Iterable<string>;
  /** Seconds that the simulator may be silent while it owes an answer; default 60. */
  readonly patience?: number;
  /** Seconds that it may run in all, from its start to the end of the run; default: no limit. */
  readonly timeLimit?: number | undefined;
  /** Links in the report, at most; those with the most bytes are kept. Default 10,000. */
  readonly reportedLinks?: number;
  /** Makes an error of what the simulator gives as its reason for giving up. */
  readonly readReason?: (reason: string, graphLinkOf: (number: number) => number) => Error | undefined;
}

/** A message under way. */
interface SentMessage {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
  readonly sentAt: number;
  readonly delivered: () => void;
}

/** A network backend whose model is a simulator in another process, which speaks the line protocol of docs/plugins/simulator-process.md. */
export class ProcessNetwork implements Network {
  readonly clock: ExternalClock;
  readonly #context: NetworkContext;
  readonly #options: ProcessNetworkOptions;
  readonly #links: ReturnType<typeof numberedLinks>;
  #simulator: SimulatorProcess | undefined;
  readonly #underWay = new Map<number, SentMessage>();
  #sent = 0;
  #bytes = 0;
  /** How far the simulator has run, ns. */
  #reached = 0;
  /** What was delivered at the time that the clock has named, and has not been handed on. */
  #arrived: { readonly time: number; readonly numbers: readonly number[] } | undefined;
  readonly #latency = new LatencyHistogram();
  readonly #attribution = { propagation: 0, serialization: 0, queueing: 0 };

  constructor(context: NetworkContext, options: ProcessNetworkOptions) {
    this.#context = context;
    this.#options = options;
    this.#links = numberedLinks(context.topology);
    this.clock = {
      nextEventTime: (limit) => this.#nextEventTime(limit),
      advanceTo: (time) => this.#advanceTo(time),
    };
  }

  send({ source, destination, bytes }: Message, delivered: () => void): void {
    const { simulator } = this.#context;
    const sentAt = simulator.now;
    const number = this.#sent++;
    this.#bytes += bytes;
    if (source === destination) {
      this.#latency.add(0);
      simulator.schedule(0, delivered);
      return;
    }
    this.#simulator ??= this.#start();
    const { beforeSend } = this.#options;
    if (beforeSend !== undefined)
      for (const line of beforeSend(source, destination, this.#links.numberOf)) this.#simulator.tell(line);
    this.#underWay.set(number, { source, destination, bytes, sentAt, delivered });
    this.#simulator.tell(`send ${number} ${source} ${destination} ${bytes} ${sentAt}`);
  }

  report(): NetworkReport {
    return processReport(this.#context, this.#simulator?.report(), this.#links.graphLinkOf, {
      messages: this.#sent,
      bytes: this.#bytes,
      latency: this.#latency.summary(),
      attribution: this.#attribution,
      reportedLinks: this.#options.reportedLinks ?? 10_000,
    });
  }

  pending(): Waiter[] {
    return [...this.#underWay.values()].map(({ source, destination, bytes, sentAt }) => ({
      rank: destination,
      waitsFor: `a message of ${bytes} B from rank ${source} to cross the network`,
      peer: source,
      since: sentAt,
    }));
  }

  memoryElsewhere(): number {
    return this.#simulator?.memory ?? 0;
  }

  close(): void {
    this.#simulator?.close();
  }

  #start(): SimulatorProcess {
    const { program, setUp, patience = 60, timeLimit = Number.POSITIVE_INFINITY, readReason } = this.#options;
    const { lines, numberOf, graphLinkOf } = this.#links;
    const reader: ReasonReader = (reason) => readReason?.(reason, graphLinkOf);
    return new SimulatorProcess(
      typeof program === "function" ? program() : program,
      (function* () {
        yield* lines();
        if (setUp !== undefined) yield* setUp(numberOf);
      })(),
      { warn: this.#context.warn },
      { patience, timeLimit, readReason: reader },
    );
  }

  #nextEventTime(limit: number): number {
    if (this.#arrived !== undefined) return this.#arrived.time;
    // Whatever was sent meanwhile was sent at the limit that has been reached, and arrives later than that.
    if (this.#simulator === undefined || this.#underWay.size === 0 || limit <= this.#reached)
      return Number.POSITIVE_INFINITY;
    const { now } = this.#context.simulator;
    let standing = this.#simulator.run(limit);
    // It may have rested since long before now, and stop on the way.
    while (standing.time !== undefined && standing.time < now && standing.delivered.length === 0)
      standing = this.#simulator.run(limit);
    const { time, delivered } = standing;
    if (time === undefined) return Number.POSITIVE_INFINITY;
    if (!(time >= now && time <= limit))
      throw this.#simulator.broke(`stands at ${time} ns, and was asked to run from ${now} to ${limit} ns`);
    this.#reached = time;
    if (delivered.length === 0) return time < limit ? time : Number.POSITIVE_INFINITY;
    this.#arrived = { time, numbers: delivered };
    return time;
  }

  #advanceTo(time: number): void {
    // Nothing arrives where the simulator has stopped on the way.
    if (this.#arrived === undefined) return;
    const { numbers } = this.#arrived;
    this.#arrived = undefined;
    for (const number of numbers) {
      const transfer = this.#underWay.get(number);
      if (transfer === undefined)
        throw this.#simulator!.broke(`delivers the message ${number}, which is not under way`);
      this.#underWay.delete(number);
      this.#count(transfer, time - transfer.sentAt);
      transfer.delivered();
    }
  }

  /** Splits a message's time by the topology's own route: what neither distance nor size explains is queueing. */
  #count({ source, destination, bytes }: SentMessage, latency: number): void {
    const { table, route } = this.#context.topology.graph();
    let distance = 0;
    let slowest = Number.POSITIVE_INFINITY;
    for (const link of route(source, destination)) {
      distance += table.latency[link]!;
      slowest = Math.min(slowest, table.bandwidth[link]!);
    }
    const propagation = Math.min(latency, distance);
    const serialization = Math.min(latency - propagation, bytes / slowest);
    this.#latency.add(latency);
    this.#attribution.propagation += propagation;
    this.#attribution.serialization += serialization;
    this.#attribution.queueing += latency - propagation - serialization;
  }
}
