import {
  AstraError,
  createTopology,
  DeadlockError,
  type DimensionInput,
  type LatencySummary,
  type NetworkReport,
  type Topology,
} from "@astra-ts/core";
import { type PacketOptionsInput, packetOptions } from "./backend/options.js";
import { PacketNetwork } from "./backend/packet-network.js";
import { packetMachineOfTopology } from "./backend/topology-machine.js";

/** A message that has arrived. Times in ns. */
export interface Delivery {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
  readonly sent: number;
  readonly delivered: number;
  readonly latency: number;
}

/** A message to send; `at` in ns, default 0. */
export interface Departure {
  readonly source: number;
  readonly destination: number;
  readonly bytes: number;
  readonly at?: number;
}

/**
 * The packet network alone, without workload or system layer: build a machine, send messages, read latencies.
 *
 *     const network = new PacketSimulation([{ shape: "mesh", npus: 8, bandwidth: 16, latency: 1 }, …]);
 *     network.send({ source: 0, destination: 63, bytes: 512 });
 *     const [delivery] = network.run();
 */
export class PacketSimulation {
  readonly topology: Topology;
  readonly #network: PacketNetwork;
  readonly #cycleTime: number;
  #now = 0;
  readonly #departures: Required<Departure>[] = [];
  readonly #deliveries: Delivery[] = [];

  /** Dimensions innermost first (bandwidth in bytes/ns, latency in ns), or a topology. Throws an AstraError for a machine that cannot be. */
  constructor(machine: readonly DimensionInput[] | Topology, options: PacketOptionsInput = {}) {
    this.topology = isTopology(machine) ? machine : createTopology(machine);
    const parsed = packetOptions.parse(options);
    this.#cycleTime = parsed.cycleTime;
    this.#network = new PacketNetwork(
      packetMachineOfTopology(this.topology, parsed),
      () => this.#now,
      () => 0,
      parsed.reportedLinks,
    );
  }

  /** Adds a message to those that the next `run` sends. Throws INVALID_VALUE for an NPU that the machine has not, and for a size or time that cannot be. */
  send({ source, destination, bytes, at = 0 }: Departure): void {
    this.#expectNpu("source", source);
    this.#expectNpu("destination", destination);
    if (!Number.isSafeInteger(bytes) || bytes < 0)
      throw unusable("bytes", bytes, "a whole number, 0 or more");
    if (!Number.isFinite(at) || at < 0) throw unusable("at", at, "a time in ns, 0 or more");
    this.#departures.push({ source, destination, bytes, at: Math.max(at, this.#now) });
  }

  /** Runs until every message has arrived, and returns those that arrived since the last call, in order of arrival. Throws a DeadlockError that says what waits for what where they cannot. */
  run(): Delivery[] {
    const departures = this.#departures.splice(0).sort((a, b) => a.at - b.at);
    const { clock } = this.#network;
    let sent = 0;
    for (;;) {
      const departure = departures[sent]?.at ?? Number.POSITIVE_INFINITY;
      const inside = clock.nextEventTime(departure);
      if (departure === Number.POSITIVE_INFINITY && inside === Number.POSITIVE_INFINITY) break;
      this.#now = Math.min(departure, inside);
      if (departure <= inside) this.#depart(departures[sent++]!);
      else clock.advanceTo(inside);
    }
    // The cycle of the last event is over: what is sent next leaves in the one after it.
    this.#now = Math.max(this.#now, this.#network.engine.cycle * this.#cycleTime);
    const waiters = this.#network.pending();
    if (waiters.length > 0) throw new DeadlockError(this.#now, waiters);
    return this.#deliveries.splice(0);
  }

  /** Of all messages so far, ns. */
  get latency(): LatencySummary {
    return this.report().latency!;
  }

  /** What the links did so far. */
  report(): NetworkReport {
    return this.#network.report();
  }

  #expectNpu(field: string, rank: number): void {
    const { npus } = this.topology;
    if (!Number.isInteger(rank) || rank < 0 || rank >= npus)
      throw unusable(field, rank, `the number of an NPU, 0 to ${npus - 1}`);
  }

  #depart({ source, destination, bytes, at }: Required<Departure>): void {
    this.#network.send({ source, destination, bytes, tag: 0, dimension: undefined, queue: 0 }, () => {
      const delivered = this.#now;
      this.#deliveries.push({ source, destination, bytes, sent: at, delivered, latency: delivered - at });
    });
  }
}

function unusable(field: string, found: number, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", { field, problem: "a message cannot have this", found, expected });
}

function isTopology(machine: readonly DimensionInput[] | Topology): machine is Topology {
  return "npus" in machine;
}
