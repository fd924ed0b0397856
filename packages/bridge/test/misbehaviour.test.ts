import process from "node:process";
import {
  createRandom,
  createTopology,
  EventWheel,
  type Network,
  type NetworkBackend,
  type NetworkContext,
} from "@astra-ts/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KeptProcess, ProcessNetwork, runProgram } from "../src/index.js";
import { Leftovers } from "./support/leftovers.js";
import { simulatorBackend } from "./support/simulator-backend.js";

const topology = createTopology([{ shape: "ring", npus: 4, bandwidth: 10, latency: 100 }]);

function contextOf(warnings: string[] = []): NetworkContext & { readonly simulator: EventWheel } {
  return {
    simulator: new EventWheel(),
    topology,
    random: createRandom(1),
    warn: (sentence) => void warnings.push(sentence),
  };
}

/** Sends a message every 50 ns and runs until ten have arrived. */
function exercise(network: Network, { simulator }: { readonly simulator: EventWheel }): number {
  let arrived = 0;
  const message = { source: 0, destination: 1, bytes: 100, tag: 0, dimension: 0, queue: 0 };
  for (let number = 0; number < 10; number++)
    simulator.schedule(50 * number, () => network.send(message, () => arrived++));
  const clock = network.clock!;
  for (;;) {
    const own = simulator.nextEventTime();
    const outside = clock.nextEventTime(own);
    if (own <= outside && !simulator.step()) return arrived;
    if (outside < own) {
      simulator.advanceClock(outside);
      clock.advanceTo(outside);
    }
  }
}

function run(backend: NetworkBackend<Record<string, never>>): number {
  const context = contextOf();
  const network = backend.create(context, {});
  try {
    return exercise(network, context);
  } finally {
    network.close!();
  }
}

describe.skipIf(process.platform !== "linux")("a simulator in another process", () => {
  let leftovers: Leftovers;
  beforeEach(() => {
    leftovers = new Leftovers();
  });
  afterEach(async () => {
    const left = await leftovers.found();
    leftovers.remove();
    expect(left).toEqual([]);
  });

  it("delivers, reports, and is gone afterwards", () => {
    const context = contextOf();
    const network = simulatorBackend().create(context, {});
    expect(exercise(network, context)).toBe(10);
    expect(leftovers.processes().length).toBeGreaterThan(0);
    expect(network.report()).toMatchObject({
      messages: 10,
      bytes: 1000,
      latency: { count: 10, max: 110 },
      attribution: { propagation: 1000, serialization: 100, queueing: 0 },
      links: [{ from: "npu 0", to: "npu 1", bytes: 1000 }],
      counters: { packets: 1, usedLinks: 1 },
    });
    network.close!();
  });

  it("needs no process for a run without messages between NPUs", () => {
    const context = contextOf();
    const network = new ProcessNetwork(context, {
      program: { name: "nothing", command: "/no/such/program" },
    });
    network.send({ source: 1, destination: 1, bytes: 5, tag: 0, dimension: 0, queue: 0 }, () => {});
    expect(network.clock.nextEventTime(0)).toBe(Number.POSITIVE_INFINITY);
    while (context.simulator.step());
    expect(network.report()).toMatchObject({ messages: 1, links: [], latency: { max: 0 } });
    network.close();
  });

  it("is heard by the way: warnings, memory, signs of life", () => {
    const warnings: string[] = [];
    const context = contextOf(warnings);
    const network = simulatorBackend("talks").create(context, {});
    expect(exercise(network, context)).toBe(10);
    expect(warnings[0]).toBe("the test simulator: mind the gap");
    expect(network.memoryElsewhere!()).toBe(12_345);
    network.close!();
  });

  it.each([
    ["crash", /the test simulator was ended by the signal SIGSEGV/],
    ["exit", /the test simulator ended with exit code 3; its last words: out of ideas/],
    ["old", /speaks version 0 of the protocol, and this astra-ts version 1/],
    ["stranger-still", /does not introduce itself as a simulator, but says "bonjour"/],
    ["garbage", /the test simulator answers "what\?" to "run/],
    ["stranger", /delivers the message 4711, which is not under way/],
    ["beyond", /stands at \d+ ns, and was asked to run from \d+ to \d+ ns/],
    ["gives-up", /the test simulator gives up: the cable has melted/],
  ])("that misbehaves (%s) ends the run with a sentence", (fault, sentence) => {
    expect(() => run(simulatorBackend(fault))).toThrow(sentence);
  });

  it("that hangs is ended when patience is at its end", () => {
    expect(() => run(simulatorBackend("silent", { patience: 0.5 }))).toThrow(
      /the test simulator has not answered for 0.5 seconds/,
    );
  });

  it("that is still running, or silent, when its time is over is ended", () => {
    const sentence = /^the test simulator has run for 0\.3 seconds, which is its limit, and stands at \d+ ns/;
    for (const fault of ["slow", "silent"])
      expect(() => run(simulatorBackend(fault, { timeLimit: 0.3 }))).toThrow(sentence);
  });

  it("that is slow is waited for", () => {
    expect(run(simulatorBackend("slow", { patience: 30, timeLimit: 60 }))).toBe(10);
  });

  it("that is killed from outside is missed at once, by the name of the signal", () => {
    const context = contextOf();
    const network = simulatorBackend().create(context, {});
    exercise(network, context);
    const simulator = leftovers
      .processes()
      .find((line) => line.includes("simulator.mjs") && !line.includes("keeper"));
    process.kill(Number.parseInt(simulator!, 10), "SIGKILL");
    expect(() => exercise(network, context)).toThrow(/was ended by the signal SIGKILL/);
    network.close!();
  });

  it("whose keeper is killed is missed too", () => {
    const context = contextOf();
    const network = simulatorBackend().create(context, {});
    exercise(network, context);
    for (const line of leftovers.processes()) process.kill(Number.parseInt(line, 10), "SIGKILL");
    expect(() => exercise(network, context)).toThrow(/the test simulator is gone/);
    network.close!();
  });

  it("that cannot be found is named, with what the shell says", () => {
    const program = { name: "frob", command: "/no/such/program" };
    const context = contextOf();
    const network = new ProcessNetwork(context, { program });
    expect(() => exercise(network, context)).toThrow(
      /frob could not be started; its last words: .*no\/such\/program/,
    );
    network.close();
  });

  it("has no room for its FIFOs: that is said", () => {
    const home = "/proc/no-such-place";
    expect(() => new KeptProcess({ name: "frob", command: "true" }, { home })).toThrow(
      /frob could not be started/,
    );
  });

  it("may be a program that runs to its end in a folder of its own", () => {
    const home = `${leftovers.folder}/workshop`;
    const program = {
      name: "sh",
      command: "sh",
      parameters: ["-c", 'echo made >"$0/file"; echo oops >&2; exit 7', home],
    };
    const ended = runProgram(program, home, 10, (seen) => seen);
    expect(ended).toEqual({ status: 7, lastWords: "oops\n" });
  });
});
