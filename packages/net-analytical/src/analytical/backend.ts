import {
  defineNetwork,
  LatencyHistogram,
  type Message,
  type Network,
  type NetworkContext,
  type NetworkReport,
  type Topology,
} from "@astra-ts/core";
import * as z from "zod";
import { looksAlikeFromEveryRank } from "../uniform-shapes.js";
import { RouteFlight } from "./along-route.js";
import { AstraSim1Flight } from "./astra-sim-1.js";
import { AstraSim2Flight } from "./astra-sim-2.js";
import { networkCost } from "./cost.js";
import { type FlightModel, needsRoutes } from "./flight-model.js";

/** Schema of the options of the backend `analytical`. */
export const analyticalOptions = z.strictObject({
  rules: z
    .enum(["astra-sim-1", "astra-sim-2"])
    .default("astra-sim-1")
    .describe(
      "Whose formula: ASTRA-sim 1.0's (outermost differing dimension, pooled links, network interfaces, routers, memory) or the congestion-unaware one of ASTRA-sim 2.x (innermost differing dimension, one link)",
    ),
});
/** Options of the backend `analytical`, checked. */
export type AnalyticalOptions = z.output<typeof analyticalOptions>;

/** The congestion-unaware backend: each message takes the time of a formula, however many others are under way. */
export const analytical = defineNetwork<AnalyticalOptions>({
  name: "analytical",
  description: "One formula per message, no contention: ASTRA-sim's analytical model, 1.0 or 2.x",
  options: analyticalOptions,
  capabilities: { contention: false, perLinkReport: false, lockStep: false, ordered: true },
  detail: "formula",
  refinements: ({ rules }) =>
    rules === "astra-sim-1"
      ? [{ what: "the formula of ASTRA-sim 1.0 (rules)", without: { rules: "astra-sim-2" } }]
      : [],
  create(context, { rules }) {
    const { topology, warn } = context;
    const network = new AnalyticalNetwork(context, flightModel(topology, rules));
    if (rules === "astra-sim-1") return network.withFlightTime();
    if (topology.dimensions.some(usesTermsOf1))
      warn(
        "The formula of ASTRA-sim 2.x has no network interfaces, routers or memory: those latencies are not charged.",
      );
    return network;
  },
});

function flightModel(topology: Topology, rules: AnalyticalOptions["rules"]): FlightModel {
  if (needsRoutes(topology)) return new RouteFlight(topology);
  return rules === "astra-sim-1" ? new AstraSim1Flight(topology) : new AstraSim2Flight(topology);
}

function usesTermsOf1({ nicLatency, routerLatency, memory }: Topology["dimensions"][number]): boolean {
  return (nicLatency ?? 0) > 0 || (routerLatency ?? 0) > 0 || (memory?.scale ?? 0) > 0;
}

class AnalyticalNetwork implements Network {
  readonly #context: NetworkContext;
  readonly #model: FlightModel;
  readonly #bytes: Float64Array;
  readonly #messages: Float64Array;
  readonly #latencies = new LatencyHistogram();
  #payload = 0;
  #propagation = 0;

  constructor(context: NetworkContext, model: FlightModel) {
    this.#context = context;
    this.#model = model;
    this.#bytes = new Float64Array(context.topology.dimensions.length);
    this.#messages = new Float64Array(context.topology.dimensions.length);
  }

  send(message: Message, delivered: () => void): void {
    this.#context.simulator.schedule(this.#charge(message), delivered);
  }

  /** The same network for core's `flightTime` protocol, in which receivers of one instant run in order of matching: the rule of ASTRA-sim 1.0. */
  withFlightTime(): Network {
    return {
      send: (message, delivered) => this.send(message, delivered),
      flightTime: (message) => this.#charge(message),
      isUniform: looksAlikeFromEveryRank(this.#context.topology),
      report: () => this.report(),
    };
  }

  #charge({ source, destination, bytes }: Message): number {
    const model = this.#model;
    const time = model.flight(source, destination, bytes);
    this.#payload += bytes;
    if (model.dimension >= 0) {
      this.#bytes[model.dimension] += bytes;
      this.#messages[model.dimension]++;
    }
    this.#latencies.add(time);
    this.#propagation += model.propagation;
    return time;
  }

  report(): NetworkReport {
    const latency = this.#latencies.summary();
    const dimensions = Array.from(this.#bytes, (bytes, dimension) => {
      return { dimension, bytes, messages: this.#messages[dimension] };
    });
    const cost = networkCost(this.#context.topology);
    return {
      messages: latency.count,
      bytes: this.#payload,
      dimensions,
      latency,
      attribution: {
        propagation: this.#propagation,
        serialization: this.#latencies.sum - this.#propagation,
        queueing: 0,
      },
      ...(cost === undefined ? {} : { cost }),
      counters: {},
    };
  }
}
