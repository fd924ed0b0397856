import { defineNetwork, definePlugin, delegate, innerNetwork } from "@astra-ts/core";
import { z } from "zod";

const options = z.strictObject({
  inner: z
    .strictObject({
      name: z.string().describe("name of the backend that moves the messages"),
      options: z.record(z.string(), z.unknown()).default({}).describe("its options"),
    })
    .default({ name: "analytical", options: {} }),
  jitter: z
    .number()
    .min(0)
    .default(0)
    .describe("most that a delivery is late, ns; as much as chance will have it"),
  loss: z.number().min(0).max(0.5).default(0).describe("share of messages that are lost and sent again"),
  timeout: z.number().positive().default(10_000).describe("time until a lost message is sent again, ns"),
});

/**
 * Any network, with deliveries that come late at random and messages that get lost. A lost message has taken its way, is missed, and is sent again after the time-out.
 *
 * What it can do depends on what it wraps, so the entry is made for one kind of inner network: `jitterAndLoss` for those without contention and clock,
 * `jitterAndLossOver(inner)` for the capabilities of another.
 */
export const jitterAndLossOver = (name, { contention, perLinkReport, lockStep }) =>
  defineNetwork({
    name,
    description: "jitter and losses over another network",
    options,
    capabilities: { contention, perLinkReport, lockStep, ordered: false },
    create(context, { inner, jitter, loss, timeout }) {
      const { simulator, random } = context;
      const network = innerNetwork(context, inner);
      let lost = 0;
      let messages = 0;
      let bytes = 0;

      function attempt(message, delivered) {
        const arrived = () => {
          if (random.next() >= loss) return simulator.schedule(random.next() * jitter, delivered);
          lost++;
          simulator.schedule(timeout, () => attempt(message, delivered));
        };
        network.send(message, arrived);
      }

      return {
        ...delegate(network),
        // No flight time is known beforehand any more, and ranks do not fare alike.
        flightTime: undefined,
        isUniform: undefined,
        standForAll: undefined,
        send(message, delivered) {
          messages++;
          bytes += message.bytes;
          attempt(message, delivered);
        },
        report() {
          // The inner network's latencies are those of attempts, not of messages.
          const { latency, attribution, ...report } = network.report();
          return { ...report, messages, bytes, counters: { ...report.counters, lost } };
        },
      };
    },
  });

export const jitterAndLoss = jitterAndLossOver("jitter-and-loss", {
  contention: false,
  perLinkReport: false,
  lockStep: false,
});

export default definePlugin({
  name: "astra-ts-jitter-and-loss",
  version: "0.1.0",
  apiVersion: 1,
  networks: [jitterAndLoss],
});
