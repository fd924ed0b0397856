import type { NetworkBackend } from "../../network/network.js";
import { createRandom } from "../../simulator/random.js";
import { broken, type CheckSource } from "../checks/check.js";
import { drive, type Sending } from "./harness.js";
import type { NetworkSubject } from "./subject.js";
import type { TestMachine } from "./topologies.js";
import { everyPair, leastTime, randomTraffic } from "./traffic.js";

/** Every message arrives, once, not too early and not out of order, whatever the traffic and the machine. */
export function deliveryChecks(subject: NetworkSubject): CheckSource[] {
  const { backend, options, machine, machines, label, messages } = subject;
  const topology = machine.create();
  const random = () => randomTraffic(createRandom(7), topology.npus, messages);
  const run = (sendings: readonly Sending[]) => drive(backend, options, topology, sendings);

  return [
    {
      name: "delivers every message, and once",
      run() {
        const sendings = random();
        run(sendings).deliveries.forEach((times, number) => {
          if (times.length !== 1)
            throw broken(
              label,
              `delivered ${told(sendings[number])} ${times.length} times`,
              times,
              "one delivery",
            );
        });
      },
    },
    {
      name: "delivers after `send` has returned",
      run() {
        const sendings = random();
        const [first] = run(sendings).withinSend;
        if (first !== undefined)
          throw broken(label, `delivered ${told(sendings[first])} before \`send\` had returned`);
      },
    },
    {
      name: "delivers no message before its lower bound",
      run() {
        const sendings = random();
        run(sendings).deliveries.forEach(([time], number) => {
          const sending = sendings[number];
          const least = leastTime(topology, sending);
          if (time - sending.at < least)
            throw broken(
              label,
              `delivered ${told(sending)} too early`,
              time - sending.at,
              `${least} ns or more`,
            );
        });
      },
    },
    {
      name: "carries messages of 0 bytes",
      run() {
        const [[time] = []] = run([
          { at: 10, source: 0, destination: topology.npus - 1, bytes: 0 },
        ]).deliveries;
        if (time === undefined || time < 10)
          throw broken(label, "lost a message of 0 bytes", time, "a delivery");
      },
    },
    {
      name: "carries messages from a rank to itself",
      run() {
        const trace = run([0, 1, 4096].map((bytes) => ({ at: 10, source: 1, destination: 1, bytes })));
        if (trace.deliveries.some((times) => times.length !== 1))
          throw broken(
            label,
            "lost a message from a rank to itself",
            trace.deliveries,
            "one delivery of each",
          );
      },
    },
    {
      name: "takes new messages from within a delivery",
      run() {
        const rounds = 3 * topology.npus;
        let last = 0;
        const trace = drive(backend, options, topology, [{ at: 0, source: 0, destination: 1, bytes: 64 }], {
          onDelivery(number, send) {
            last = number + 1;
            const source = last % topology.npus;
            if (last < rounds) send({ source, destination: (source + 1) % topology.npus, bytes: 64 });
          },
        });
        if (last !== rounds || trace.deliveries.length !== rounds)
          throw broken(label, "lost a message that was sent from within a delivery", last, `${rounds} hops`);
      },
    },
    {
      name: "comes to a clean end",
      run() {
        const { pending, deliveries, end } = run(random());
        const last = deliveries.reduce((latest, times) => Math.max(latest, ...times), 0);
        if (pending > 0)
          throw broken(label, "calls something pending when all is delivered", pending, "nothing");
        if (!Number.isFinite(end) || end < last) throw broken(label, "ends before its last delivery", end);
      },
    },
    {
      name: "works where nothing is sent",
      run() {
        const { report, steps } = run([]);
        if (report.messages !== 0 || report.bytes !== 0)
          throw broken(label, "reports messages that nobody sent", report);
        if (steps > 1_000_000) throw broken(label, "keeps running without a message", `${steps} events`);
      },
    },
    ...machines.map((machine): CheckSource => {
      const unknown = machine.shapes.find((shape) => !(backend.capabilities.shapes?.includes(shape) ?? true));
      return {
        name: `every pair of ranks: ${machine.name}`,
        ...(backend.capabilities.shapes === undefined ? {} : { proves: `shapes: ${machine.shapes[0]}` }),
        leftOut:
          unknown === undefined ? refusal(backend, machine) : `capabilities.shapes does not list ${unknown}`,
        run() {
          const small = machine.create();
          const sendings = everyPair(small.npus);
          drive(backend, options, small, sendings).deliveries.forEach((times, number) => {
            const sending = sendings[number];
            if (times.length !== 1)
              throw broken(label, `delivered ${told(sending)} ${times.length} times on ${machine.name}`);
            if (times[0] - sending.at < leastTime(small, sending))
              throw broken(
                label,
                `delivered ${told(sending)} too early on ${machine.name}`,
                times[0] - sending.at,
              );
          });
        },
      };
    }),
  ];
}

/** Why the backend declines the machine; undefined where it does not. */
function refusal(backend: NetworkBackend, machine: TestMachine): string | undefined {
  const reason = backend.refuses?.(machine.create());
  return reason === undefined ? undefined : `refuses() says: ${reason}`;
}

export function told({ source, destination, bytes, at }: Sending): string {
  return `a message of ${bytes} B from rank ${source} to rank ${destination}, sent at ${at} ns,`;
}
