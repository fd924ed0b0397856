import { createRandom } from "../../simulator/random.js";
import { broken, type CheckSource } from "../checks/check.js";
import { told } from "./delivery-checks.js";
import { drive, type Sending } from "./harness.js";
import type { NetworkSubject } from "./subject.js";
import { leastTime, randomTraffic } from "./traffic.js";

/** What a backend says of itself is true, in both directions. */
export function capabilityChecks(subject: NetworkSubject): CheckSource[] {
  const { backend, options, machine, label, messages } = subject;
  const { contention, ordered, lockStep } = backend.capabilities;
  const topology = machine.create();
  const run = (sendings: readonly Sending[]) => drive(backend, options, topology, sendings);

  return [
    {
      name: "contention: messages that share a link slow each other",
      proves: "contention",
      leftOut: contention ? undefined : "capabilities.contention is false",
      run() {
        const sending = { at: 0, source: 0, destination: 1, bytes: 65_536 };
        const alone = run([sending]).deliveries[0][0];
        const last = Math.max(...run(Array.from({ length: 8 }, () => sending)).deliveries.flat());
        if (last <= alone)
          throw broken(
            label,
            "delivers 8 messages over one link as fast as one",
            last,
            `more than ${alone} ns`,
          );
      },
    },
    {
      name: "no contention: a message takes as long alone as in company",
      leftOut: contention ? "capabilities.contention is true" : undefined,
      run() {
        const sendings = randomTraffic(createRandom(11), topology.npus, 40);
        const { deliveries: together, isRandom } = run(sendings);
        // Where chance has a part, another number of messages is another throw of the dice.
        if (isRandom) return;
        sendings.forEach((sending, number) => {
          const alone = run([sending]).deliveries[0][0];
          if (alone !== together[number][0])
            throw broken(
              label,
              `slows ${told(sending)} by the company of others`,
              together[number][0],
              `${alone} ns`,
            );
        });
      },
    },
    {
      name: "ordered: messages of one size between two ranks arrive in the order sent",
      proves: "ordered",
      leftOut: ordered ? undefined : "capabilities.ordered is false",
      run() {
        const sendings = randomTraffic(createRandom(13), topology.npus, messages);
        const lastOf = new Map<string, number>();
        for (const number of run(sendings).order) {
          const { source, destination, bytes } = sendings[number];
          const flow = `${source} ${destination} ${bytes}`;
          if ((lastOf.get(flow) ?? -1) > number)
            throw broken(label, `lets ${told(sendings[number])} be overtaken by a later one`);
          lastOf.set(flow, number);
        }
      },
    },
    {
      name: "lock-step: the network has a clock, if and only if it says so",
      ...(lockStep ? { proves: "lockStep" } : {}),
      run() {
        let found = false;
        const spy = {
          ...backend,
          create: (...parameters: Parameters<typeof backend.create>) => {
            const network = backend.create(...parameters);
            found = network.clock !== undefined;
            return network;
          },
        };
        drive(spy, options, topology, []);
        if (found !== lockStep)
          throw broken(label, `declares lockStep: ${lockStep}`, found ? "a clock" : "no clock");
      },
    },
    {
      name: "lock-step: an idle clock names no next event, a busy one never a past event",
      proves: "lockStep",
      leftOut: lockStep ? undefined : "capabilities.lockStep is false",
      run() {
        // Sendings far apart make the clock go idle and wake again. What comes later may take another time: a model may remember.
        const sendings = [0, 50_000, 50_001, 900_000].map((at) => ({
          at,
          source: 0,
          destination: 2,
          bytes: 512,
        }));
        const { deliveries, steps } = run(sendings);
        for (const [number, times] of deliveries.entries())
          if (times.length !== 1)
            throw broken(
              label,
              `delivered ${told(sendings[number])} ${times.length} times, after a pause`,
              times,
            );
        if (steps > 200_000) throw broken(label, "does not rest while it is idle", `${steps} steps`);
      },
    },
    {
      name: "lock-step: takes what is sent at the limit up to which it was let run",
      proves: "lockStep",
      leftOut: lockStep ? undefined : "capabilities.lockStep is false",
      run() {
        // Each later message leaves while the first is under way: a clock that ran on to the first one's arrival is too late for it.
        const first = { at: 0, source: 0, destination: 1, bytes: 65_536 };
        const [[arrival]] = run([first]).deliveries;
        const sendings = [0.25, 0.5, 0.75].map((share) => ({
          at: Math.floor(arrival * share),
          source: 1,
          destination: 2,
          bytes: 64,
        }));
        const { deliveries } = run([first, ...sendings]);
        for (const [number, sending] of sendings.entries()) {
          const [time] = deliveries[number + 1];
          if (!(time - sending.at >= leastTime(topology, sending)))
            throw broken(
              label,
              `delivered ${told(sending)} too early or not at all`,
              time,
              `${leastTime(topology, sending)} ns later or more`,
            );
        }
      },
    },
  ];
}
