import { AstraError } from "@astra-ts/core";
import { headFlit, tailFlit } from "./packets/flit-table.js";
import type { BookSimResult } from "./result.js";
import type { RouterNetwork } from "./router/network.js";
import { rates, Samples } from "./statistics.js";
import type { SourceListener } from "./traffic/sources.js";

/** What a run is at: only packets of the measurement count for packet statistics, and only warm-up and measurement for rates. */
export type Phase = "warming up" | "running" | "draining";

/** Counts what goes in and comes out. */
export class Measurement implements SourceListener {
  phase: Phase = "warming up";
  /** First cycle that is not measured any more. */
  drainFrom = Number.POSITIVE_INFINITY;
  /** Flits of packets that were made and are not out: number, and sum of their cycles of birth. */
  inFlight = 0;
  measuredInFlight = 0;
  readonly packetLatency = new Samples(1000);
  readonly #network: RouterNetwork;
  readonly #networkLatency = new Samples(1000);
  readonly #flitLatency = new Samples(1000);
  readonly #fragmentation = new Samples(100);
  readonly #hops = new Samples(20);
  readonly #sent: Int32Array;
  readonly #accepted: Int32Array;
  #bornInFlight = 0;
  /** Cycle from which on statistics count. */
  #from = 0;

  constructor(network: RouterNetwork) {
    this.#network = network;
    this.#sent = new Int32Array(network.nodes);
    this.#accepted = new Int32Array(network.nodes);
  }

  clear(cycle: number): void {
    for (const samples of [this.packetLatency, this.#networkLatency, this.#flitLatency, this.#fragmentation])
      samples.clear();
    this.#hops.clear();
    this.#sent.fill(0);
    this.#accepted.fill(0);
    this.#from = cycle;
  }

  get #countsRates(): boolean {
    return this.phase === "warming up" || this.phase === "running";
  }

  born(packet: number): boolean {
    const { packets } = this.#network.shared;
    const flits = packets.size[packet]!;
    const birth = packets.born[packet]!;
    this.inFlight += flits;
    this.#bornInFlight += flits * birth;
    const isMeasured = this.phase === "running" || (this.phase === "draining" && birth < this.drainFrom);
    if (isMeasured) this.measuredInFlight += flits;
    return isMeasured;
  }

  sent(node: number): void {
    if (this.#countsRates) this.#sent[node]!++;
  }

  /** A flit has come out at a node. */
  received(flit: number, node: number, cycle: number): void {
    const { packets, flits } = this.#network.shared;
    const packet = flits.packet[flit]!;
    const kind = flits.kind[flit]!;
    if (packets.destination[packet] !== node) throw strayed(node, packets.destination[packet]!);
    if (this.#countsRates) this.#accepted[node]!++;
    this.inFlight--;
    this.#bornInFlight -= packets.born[packet]!;
    const isMeasured = packets.measured[packet] === 1;
    if (isMeasured) this.measuredInFlight--;
    this.#flitLatency.add(cycle - flits.sent[flit]!);
    if ((kind & headFlit) !== 0) packets.headArrived[packet] = cycle;
    if ((kind & tailFlit) !== 0) {
      if (isMeasured || this.phase === "warming up") this.#packetReceived(packet, flit, cycle);
      packets.release(packet);
    }
    flits.release(flit);
  }

  #packetReceived(packet: number, tail: number, cycle: number): void {
    const { packets, flits } = this.#network.shared;
    this.#hops.add(flits.hops[tail]!);
    this.packetLatency.add(cycle - packets.born[packet]!);
    this.#networkLatency.add(cycle - packets.headSent[packet]!);
    this.#fragmentation.add(cycle - packets.headArrived[packet]! - (packets.size[packet]! - 1));
  }

  /** Mean latency with what is inside counted as if it came out now. */
  meanLatencyNow(cycle: number): number {
    const inside = this.inFlight * cycle - this.#bornInFlight;
    return (this.packetLatency.sum + inside) / (this.packetLatency.count + this.inFlight);
  }

  acceptedRate(cycle: number): number {
    return rates(this.#accepted, cycle - this.#from).avg!;
  }

  /** The figures now, with rates up to `until`. */
  result(until: number) {
    const cycles = until - this.#from;
    const percentile = (share: number): number | null => this.packetLatency.percentile(share);
    return {
      nodes: this.#network.nodes,
      packetLatency: this.packetLatency.spread(),
      networkLatency: this.#networkLatency.spread(),
      flitLatency: this.#flitLatency.spread(),
      fragmentation: this.#fragmentation.spread(),
      injectedFlitRate: rates(this.#sent, cycles),
      acceptedFlitRate: rates(this.#accepted, cycles),
      hops: this.#hops.histogram(),
      averageHops: this.#hops.count === 0 ? null : this.#hops.mean,
      packetsMeasured: this.packetLatency.count,
      packetLatencyPercentiles: {
        p50: percentile(0.5),
        p90: percentile(0.9),
        p95: percentile(0.95),
        p99: percentile(0.99),
        p999: percentile(0.999),
      },
    } satisfies Partial<BookSimResult>;
  }
}

function strayed(node: number, destination: number): AstraError {
  return new AstraError("CONTRACT_BROKEN", {
    problem: `a packet for node ${destination} came out at node ${node}`,
    field: "routing_function",
    hint: "The sizes of the network do not fit its routing; please report this.",
  });
}
