import {
  type CollectiveAlgorithm,
  type CollectiveHandle,
  type CollectiveRequest,
  createMailbox,
  createTopology,
  EventWheel,
  logicalDimensionsOf,
  type Mailbox,
  type Message,
  RankAgenda,
  type Topology,
} from "@astra-ts/core";
import {
  AstraSystem,
  collectiveAlgorithms,
  type SystemOptionsInput,
  systemOptions,
} from "../../src/index.js";
import { analyticalNetwork, type NetworkFile } from "./analytical-network.js";

const shapes: Record<string, string> = { Ring: "ring", FullyConnected: "fully-connected", Switch: "switch" };

/** Send (0) or receive (1), time, rank, peer, tag, bytes. */
export type MessageEvent = number[];

/** A system layer on an analytical network, without a workload. */
export class Rig {
  readonly simulator = new EventWheel();
  readonly topology: Topology;
  readonly mailbox: Mailbox;
  readonly system: AstraSystem;
  readonly warnings: string[] = [];
  readonly events: MessageEvent[] = [];
  /** When each collective ended, by rank. */
  readonly ends: number[][] = [];
  /** The collectives of rank 0. */
  readonly handles: CollectiveHandle[] = [];

  /** `lag` is added to the flight time of each message, ns. */
  constructor(
    file: NetworkFile,
    options: SystemOptionsInput,
    algorithms: readonly CollectiveAlgorithm[] = collectiveAlgorithms,
    lag: (message: Message) => number = () => 0,
  ) {
    this.topology = createTopology(
      file["units-count"].map((npus, d) => ({
        shape: shapes[file["topologies-per-dim"][d]],
        npus,
        links: file["links-count"][d],
        bandwidth: (file["link-bandwidth"][d] * 2 ** 30) / 1e9,
        latency: file["link-latency"][d],
      })),
    );
    const { npus } = this.topology;
    const network = analyticalNetwork(file, this.topology, lag);
    this.mailbox = this.#logged(createMailbox(this.simulator, network, npus));
    this.system = new AstraSystem(
      {
        simulator: this.simulator,
        agenda: new RankAgenda(this.simulator, npus),
        mailbox: this.mailbox,
        topology: this.topology,
        logicalDimensions: logicalDimensionsOf(this.topology),
        collectives: new Map(algorithms.map((algorithm) => [algorithm.name, algorithm])),
        warn: (message) => this.warnings.push(message),
      },
      systemOptions.parse(options),
    );
  }

  /** Issue a collective on these ranks (default: all), now. */
  issue(
    request: Omit<CollectiveRequest, "priority">,
    ranks: readonly number[] = Array.from({ length: this.topology.npus }, (_, rank) => rank),
  ): void {
    const ends: number[] = [];
    this.ends.push(ends);
    for (const rank of ranks) {
      const handle = this.system.issue(rank, { priority: "policy", ...request }, () => {
        ends[rank] = this.simulator.now;
      });
      if (rank === ranks[0]) this.handles.push(handle);
    }
  }

  /** Runs until nothing is left to run. */
  run(): this {
    do while (this.simulator.step());
    while (this.system.pending().length > 0 && this.system.relieve());
    return this;
  }

  /** When the last collective of rank 0 ended. */
  get finish(): number {
    return Math.max(...this.ends.map((ends) => ends[0]));
  }

  #logged(mailbox: Mailbox): Mailbox {
    const { events, simulator } = this;
    const { send, receive } = mailbox;
    mailbox.send = (message, sent) => {
      const { source, destination, tag, bytes } = message;
      events.push([0, simulator.now, source, destination, tag, bytes]);
      send.call(mailbox, message, sent);
    };
    mailbox.receive = (message, received) => {
      const { source, destination, tag, bytes } = message;
      events.push([1, simulator.now, destination, source, tag, bytes]);
      receive.call(mailbox, message, received);
    };
    return mailbox;
  }
}

/** A network of one dimension or more, all of one shape. */
export function networkOf(shape: string, ...npus: number[]): NetworkFile {
  const each = <V>(value: V): V[] => npus.map(() => value);
  return {
    "topologies-per-dim": each(shape),
    "units-count": npus,
    "links-count": shape === "FullyConnected" ? npus.map((count) => count - 1) : each(2),
    "link-latency": each(500),
    "link-bandwidth": each(50),
  };
}
