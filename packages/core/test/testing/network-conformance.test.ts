import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Message, Network, NetworkBackend, NetworkContext, NetworkReport } from "../../src/index.js";
import { networkConformance } from "../../src/testing/index.js";
import { failuresOf, untriedChecks } from "./failures.js";
import { SoundNetwork, soundNetwork } from "./sound-network.js";

type Backend = NetworkBackend<{ overhead: number }>;

/** The sound backend with some parts of its networks replaced. */
function altered(
  change: (network: SoundNetwork, context: NetworkContext) => Partial<Network>,
  over: Partial<Backend> = {},
): Backend {
  return {
    ...soundNetwork,
    create(context, { overhead }) {
      const network = new SoundNetwork(context, overhead);
      return {
        send: (message, delivered) => network.send(message, delivered),
        report: () => network.report(),
        ...change(network, context),
      };
    },
    ...over,
  };
}

function reporting(change: (report: NetworkReport) => Partial<NetworkReport>): Backend {
  return altered((network) => ({ report: () => ({ ...network.report(), ...change(network.report()) }) }));
}

const capabilities = (over: object) => ({ ...soundNetwork.capabilities, ...over });
const none = () => ({});
const copy = ({ source, destination, bytes, tag, dimension, queue }: Message): Message => ({
  source,
  destination,
  bytes,
  tag,
  dimension,
  queue,
});
let runs = 0;

/** A backend that steps a clock of its own, one event at a time. */
function stepped(context: NetworkContext, next: (time: number) => number): Partial<Network> {
  const events: { time: number; delivered: () => void }[] = [];
  const network = new SoundNetwork(context, 0);
  return {
    send(message, delivered) {
      events.push({ time: network.arrival(message), delivered });
      events.sort((a, b) => a.time - b.time);
    },
    clock: {
      nextEventTime: () => (events.length === 0 ? Number.POSITIVE_INFINITY : next(events[0].time)),
      advanceTo(time) {
        while (events.length > 0 && events[0].time <= time) events.shift()!.delivered();
      },
    },
    report: () => ({ ...network.report(), latency: undefined }),
  };
}

/**
 * A clock that can only run forward, in pieces that round, and that needs longer for the first message between two ranks: as a simulator in another process may. It refuses what
 * comes from before the time that it has reached.
 */
function forwardOnly(context: NetworkContext): Partial<Network> {
  const { simulator } = context;
  const network = new SoundNetwork(context, 0);
  const events: { due: number; delivered: () => void }[] = [];
  const known = new Set<string>();
  let reached = 0;
  return {
    send(message, delivered) {
      if (simulator.now < reached) throw new Error("that time is over");
      const pair = `${message.source} ${message.destination}`;
      const opening = known.has(pair) ? 0 : 1000.1;
      known.add(pair);
      events.push({ due: network.arrival(message) + opening, delivered });
      events.sort((a, b) => a.due - b.due);
    },
    clock: {
      nextEventTime(limit) {
        const due = events[0]?.due ?? Number.POSITIVE_INFINITY;
        const goal = Math.min(due, limit);
        // Only a third of the way at a time, now and then: the host gets a turn.
        const here = reached + (goal - reached) / 3;
        if (goal > reached + 300 && Number.isFinite(here)) {
          reached = here;
          return here;
        }
        if (Number.isFinite(goal)) reached = Math.max(reached, goal);
        return due <= limit ? Math.max(due, simulator.now) : Number.POSITIVE_INFINITY;
      },
      advanceTo(time) {
        while (events.length > 0 && events[0].due <= time) events.shift()!.delivered();
      },
    },
    report: () => ({ ...network.report(), latency: undefined }),
  };
}

/** For each check a backend that is broken in just that way. */
const brokenBackends: readonly (readonly [check: string, backend: NetworkBackend<never> | Backend])[] = [
  ["has a name that can be typed", altered(none, { name: "My Backend" })],
  ["options: the valid ones", altered(none, { options: z.strictObject({ overhead: z.number() }) })],
  ["options: an unknown key", altered(none, { options: z.object({ overhead: z.number().default(0) }) })],
  [
    "options: what is no map",
    altered(none, { options: z.any().transform(() => ({ overhead: 0 })) as never }),
  ],
  [
    "delivers every message, and once",
    altered((network, { random }) => ({
      send: (message, delivered) => (random.integer(50) === 0 ? undefined : network.send(message, delivered)),
    })),
  ],
  [
    "delivers every message, and once",
    altered((network) => ({
      send(message, delivered) {
        network.send(message, delivered);
        if (message.bytes === 512) network.context.simulator.schedule(5000, delivered);
      },
    })),
  ],
  [
    "delivers after `send` has returned",
    altered((network) => ({
      send: (message, delivered) =>
        message.source === message.destination ? delivered() : network.send(message, delivered),
    })),
  ],
  [
    "delivers no message before its lower bound",
    altered((_, { simulator }) => ({ send: (_message, delivered) => simulator.schedule(1, delivered) })),
  ],
  [
    "carries messages of 0 bytes",
    altered((network) => ({
      send: (message, delivered) => (message.bytes === 0 ? undefined : network.send(message, delivered)),
    })),
  ],
  [
    "carries messages from a rank to itself",
    altered((network) => ({
      send: (message, delivered) =>
        message.source === message.destination ? undefined : network.send(message, delivered),
    })),
  ],
  [
    "takes new messages from within a delivery",
    altered((network) => {
      let busy = false;
      return {
        send(message, delivered) {
          if (busy) return;
          network.send(message, () => {
            busy = true;
            delivered();
            busy = false;
          });
        },
      };
    }),
  ],
  ["comes to a clean end", altered(() => ({ pending: () => [{ waitsFor: "nobody knows" }] }))],
  ["works where nothing is sent", reporting(({ messages }) => ({ messages: Math.max(1, messages) }))],
  [
    "every pair of ranks: ring 6 with a failed link",
    altered((network, { topology }) => ({
      send: (message, delivered) => (topology.regular ? network.send(message, delivered) : undefined),
    })),
  ],
  [
    "contention: messages that share",
    altered((network) => ({
      send(message, delivered) {
        network.free.fill(0);
        network.send(message, delivered);
      },
    })),
  ],
  ["no contention: a message takes", altered(none, { capabilities: capabilities({ contention: false }) })],
  [
    "ordered: messages of one size",
    altered((network, { random, simulator }) => ({
      send: (message, delivered) =>
        network.send(message, () => simulator.schedule(random.integer(3000), delivered)),
    })),
  ],
  ["lock-step: the network has a clock", altered(none, { capabilities: capabilities({ lockStep: true }) })],
  ["lock-step: the network has a clock", altered((_, context) => stepped(context, (time) => time))],
  [
    "lock-step: an idle clock",
    altered((_, context) => stepped(context, (time) => time - 100_000), {
      capabilities: capabilities({ lockStep: true }),
    }),
  ],
  [
    "lock-step: an idle clock",
    altered(
      (_, context) => stepped(context, (time) => (context.simulator.now > 40_000 ? Number.NaN : time)),
      {
        capabilities: capabilities({ lockStep: true }),
      },
    ),
  ],
  [
    "lock-step: takes what is sent",
    altered(
      (_, context) => {
        const clocked = stepped(context, (time) => time);
        let busyUntil = 0;
        return {
          ...clocked,
          // Runs to the first arrival whatever the limit, and takes nothing for a time that is over.
          send(message, delivered) {
            if (context.simulator.now < busyUntil) return;
            clocked.send!(message, delivered);
          },
          clock: {
            ...clocked.clock!,
            nextEventTime(limit) {
              const time = clocked.clock!.nextEventTime(limit);
              if (Number.isFinite(time)) busyUntil = time;
              return time;
            },
          },
        };
      },
      { capabilities: capabilities({ lockStep: true }) },
    ),
  ],
  [
    "closes while messages are under way",
    altered((network) => {
      const left = new Set<() => void>();
      return {
        send(message, delivered) {
          const done = () => {
            left.delete(done);
            delivered();
          };
          left.add(done);
          network.send(message, done);
        },
        close: () => {
          for (const done of left) done();
        },
      };
    }),
  ],
  ["report: counts every message", reporting(({ bytes }) => ({ bytes: bytes - 1 }))],
  [
    "report: latencies agree",
    reporting(({ latency }) => ({ latency: latency && { ...latency, mean: latency.mean / 2 } })),
  ],
  ["report: is whole", reporting(() => ({ dimensions: [{ dimension: 7, bytes: 0, messages: 0 }] }))],
  [
    "report: is whole",
    reporting(() => ({ attribution: { propagation: 1e12, serialization: 0, queueing: 0 } })),
  ],
  ["report: plain JSON", reporting(() => ({ counters: { efficiency: 0 / 0 } }))],
  ["report: an entry per link", reporting(() => ({ links: undefined }))],
  [
    "report: an entry per link",
    reporting(({ links }) => ({ links: links?.map((link) => ({ ...link, bytes: link.bytes >> 1 })) })),
  ],
  [
    "gives the same bytes when run twice",
    altered((network) => {
      runs++;
      return { report: () => ({ ...network.report(), counters: { runs } }) };
    }),
  ],
  [
    "asks neither Math.random()",
    altered((network) => ({
      send(message, delivered) {
        Math.random();
        network.send(message, delivered);
      },
    })),
  ],
  [
    "is not disturbed by events of others",
    altered((network, { simulator }) => ({
      send: (message, delivered) =>
        network.send(message, () => simulator.schedule(simulator.events % 7, delivered)),
    })),
  ],
  ["flightTime says what send does", altered(() => ({ flightTime: () => 600 }))],
  [
    "isUniform: nothing matters",
    altered((network) => ({
      isUniform: true,
      flightTime: (message) => network.arrival(message) - network.context.simulator.now + message.source,
    })),
  ],
  ["isUniform: nothing matters", altered(() => ({ isUniform: true }))],
  // Goes on as if rank 0 were alone.
  ["isUniform: nothing matters", altered(() => ({ isUniform: true, standForAll: () => undefined }))],
  ["every declaration is proved", altered(none, { capabilities: capabilities({ multicast: true }) })],
  [
    "delivers every message, and once",
    // Keeps the message object after its delivery, when it belongs to the sender again.
    altered((network) => {
      const seen: Message[] = [];
      return {
        send(message, delivered) {
          const kept = seen.at(-1);
          if (kept === undefined || kept.bytes >= 0) network.send(copy(message), delivered);
          seen.push(message);
        },
      };
    }),
  ],
];

function failures(backend: NetworkBackend<never> | Backend): string[] {
  return failuresOf(networkConformance(backend as Backend, { messages: 400 }));
}

describe("networkConformance", () => {
  const suite = networkConformance(soundNetwork);
  describe("a sound backend passes", () => {
    for (const { name, run } of suite.checks) it(name, run);
  });

  it("passes a sound backend with a clock of its own", () => {
    const backend = altered((_, context) => stepped(context, (time) => time), {
      capabilities: capabilities({ lockStep: true }),
    });
    expect(failures(backend)).toEqual([]);
  });

  it("passes a clock that can only run forward, rounds and remembers", () => {
    const backend = altered((_, context) => forwardOnly(context), {
      capabilities: capabilities({ lockStep: true, ordered: false }),
    });
    expect(failures(backend)).toEqual([]);
  });

  it("closes every network that it makes", () => {
    let open = 0;
    const backend = altered(() => {
      open++;
      return { close: () => void open-- };
    });
    expect(failures(backend)).toEqual([]);
    expect(open).toBe(0);
  });

  it("says what it left out, and why", () => {
    expect(suite.leftOut).toEqual([
      {
        name: "no contention: a message takes as long alone as in company",
        reason: "capabilities.contention is true",
      },
      {
        name: "lock-step: an idle clock names no next event, a busy one never a past event",
        reason: "capabilities.lockStep is false",
      },
      {
        name: "lock-step: takes what is sent at the limit up to which it was let run",
        reason: "capabilities.lockStep is false",
      },
    ]);
  });

  it("leaves out machines whose shapes a backend does not take", () => {
    const { checks, leftOut } = networkConformance({
      ...soundNetwork,
      capabilities: capabilities({ shapes: ["mesh"] }),
    });
    expect(checks.filter(({ name }) => name.startsWith("every pair")).map(({ name }) => name)).toEqual([
      "every pair of ranks: mesh 4",
      "every pair of ranks: mesh 3 x mesh 4",
    ]);
    expect(leftOut).toContainEqual({
      name: "every pair of ranks: ring 8",
      reason: "capabilities.shapes does not list ring",
    });
    for (const { run } of checks) run();
  });

  it("throws errors of code CONTRACT_BROKEN that name the backend", () => {
    const [first] = failures(reporting(({ bytes }) => ({ bytes: bytes - 1 })));
    expect(first).toContain('the network backend "sound"');
  });

  describe("a broken backend fails", () => {
    it.each(brokenBackends)("%s", (check, backend) => {
      const failed = failures(backend);
      expect(
        failed.some((failure) => failure.startsWith(check)),
        failed.join("\n") || "nothing failed",
      ).toBe(true);
    });

    it("has a broken backend for every check", () => {
      const untried = untriedChecks(suite, brokenBackends).filter((name) => !name.startsWith("every pair"));
      expect(untried).toEqual([]);
    });
  });
});
