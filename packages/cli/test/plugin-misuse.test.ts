import {
  type CollectiveAlgorithm,
  createTopology,
  defineCollective,
  defineNetwork,
  definePlugin,
  type Experiment,
  isAstraError,
  type Network,
  type NetworkBackend,
  type NetworkContext,
  type NetworkReport,
  type PluginDefinition,
  type ReportInput,
  type StandardSchema,
  simulate,
} from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";

const anything: StandardSchema = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) },
};
const capabilities = { contention: false, perLinkReport: false, lockStep: false, ordered: true };

const sound = ({ simulator }: NetworkContext): Network => ({
  send: (_, delivered) => simulator.schedule(1000, delivered),
  report: () => ({ messages: 0, bytes: 0, dimensions: [], counters: {} }),
});

/** The sound network with some members changed. */
function network(
  change: (context: NetworkContext, network: Network) => object,
  over: Partial<NetworkBackend> = {},
): NetworkBackend {
  return defineNetwork({
    name: "odd",
    description: "breaks the contract",
    options: anything,
    capabilities,
    create: (context) => ({ ...sound(context), ...change(context, sound(context)) }),
    ...over,
  });
}

const created = (create: () => unknown) =>
  network(() => ({}), { create: create as NetworkBackend["create"] });
const reporting = (report: unknown, over: Partial<NetworkBackend> = {}) =>
  network(() => ({ report: () => report }), over);
const fine: NetworkReport = { messages: 0, bytes: 0, dimensions: [], counters: {} };
const latency = { count: 10, mean: 5, p50: 5, p99: 5, max: 5 };

const experiment: Experiment = {
  name: "misuse",
  topology: createTopology([{ shape: "ring", npus: 4, bandwidth: 50, latency: 500 }]),
  workload: { kind: "collective", collective: "all-reduce", bytes: 4096 },
  network: { name: "odd" },
};

async function failureOf(
  plugin: Omit<PluginDefinition, "name" | "apiVersion">,
  over: Partial<Experiment> = {},
) {
  const registry = createDefaultRegistry([definePlugin({ name: "mine", apiVersion: 1, ...plugin })]);
  try {
    await simulate({ ...experiment, ...over }, registry);
  } catch (error) {
    if (isAstraError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("the run went through");
}

const who = 'the network backend "odd" of the plugin "mine"';
/** As little as can be reported on. */
const noSweep: ReportInput = {
  kind: "sweep",
  sweep: { name: "none", parameters: [], measures: [], rows: [] },
};

const asNetwork = "expected a network: { send(message, delivered), report() }";
const message = "a message of 1024 B from rank 0 to rank 1";

const networks: readonly (readonly [what: string, backend: NetworkBackend, sentence: string])[] = [
  [
    "a factory without an answer",
    created(() => undefined),
    `CONTRACT_BROKEN: ${who} gave a wrong answer in create(): found "nothing", ${asNetwork}`,
  ],
  [
    "a factory with a promise",
    created(async () => ({})),
    `CONTRACT_BROKEN: ${who} answered with a promise in create(): expected an answer at once: the interface is synchronous`,
  ],
  [
    "a network without `report`",
    created(() => ({ send() {} })),
    `CONTRACT_BROKEN: ${who} gave a network whose \`report\` is no function in create(): found "nothing", ${asNetwork}`,
  ],
  [
    "half a clock",
    network(() => ({ clock: { advanceTo() {} } })),
    `CONTRACT_BROKEN: ${who} gave a network whose \`clock\` is none in create(): found {}, expected { nextEventTime(limit), advanceTo(time) }`,
  ],
  [
    "a start before time",
    network(() => ({ startTime: -1 })),
    `CONTRACT_BROKEN: ${who} gave a network whose \`startTime\` is none in create(): found -1, expected ns, 0 or more`,
  ],
  [
    "an exception in `send`",
    network(() => ({
      send: () => {
        throw new TypeError("boom");
      },
    })),
    `PLUGIN_FAILED: ${who} threw an error in send(): boom`,
  ],
  [
    "a `send` that is asynchronous",
    network(() => ({
      send: async () => {
        throw new Error("later");
      },
    })),
    `CONTRACT_BROKEN: ${who} answered with a promise in send(): expected an answer at once: the interface is synchronous`,
  ],
  [
    "an exception in a timer",
    network(({ simulator }) => ({
      send: () =>
        simulator.schedule(5, () => {
          throw new Error("boom");
        }),
    })),
    `PLUGIN_FAILED: ${who} threw an error in a timer: boom`,
  ],
  [
    "a delay that is none",
    network(({ simulator }) => ({
      send: (_: unknown, delivered: () => void) => simulator.schedule(Number.NaN, delivered),
    })),
    `CONTRACT_BROKEN: ${who} asked for what cannot be in simulator.schedule(): found NaN, expected a delay of 0 ns or more`,
  ],
  [
    "a delivery within `send`",
    network(() => ({ send: (_: unknown, delivered: () => void) => delivered() })),
    `CONTRACT_BROKEN: ${who} delivered ${message} in send(): expected a call of \`delivered\` after \`send\` has returned`,
  ],
  [
    "a message that arrives twice",
    network(({ simulator }) => ({
      send(_: unknown, delivered: () => void) {
        for (const delay of [1, 1]) simulator.schedule(delay, delivered);
      },
    })),
    `CONTRACT_BROKEN: ${who} delivered ${message} twice`,
  ],
  [
    "a message that arrives again much later",
    network(({ simulator }) => ({
      send(_: unknown, delivered: () => void) {
        for (const delay of [1, 5000]) simulator.schedule(delay, delivered);
      },
    })),
    `CONTRACT_BROKEN: ${who} delivered ${message} twice`,
  ],
  [
    "a flight of no time",
    network(() => ({ flightTime: () => Number.NaN })),
    `CONTRACT_BROKEN: ${who} gave a wrong answer in flightTime(): found NaN, expected ns, 0 or more`,
  ],
  [
    "an exception in the clock",
    network(() => ({
      clock: {
        nextEventTime: () => {
          throw new Error("boom");
        },
        advanceTo() {},
      },
    })),
    `PLUGIN_FAILED: ${who} threw an error in nextEventTime(): boom`,
  ],
  [
    "a clock with a promise",
    network(() => ({ clock: { nextEventTime: async () => 5, advanceTo() {} } })),
    `CONTRACT_BROKEN: ${who} answered with a promise in nextEventTime(): expected an answer at once: the interface is synchronous`,
  ],
  [
    "a clock that goes nowhere",
    network(() => ({ clock: { nextEventTime: () => Number.NaN, advanceTo() {} } })),
    `CONTRACT_BROKEN: the clock of ${who} names no time: found NaN, expected a number of ns, 0 or more, or Infinity where nothing will happen`,
  ],
  [
    "a clock that goes back",
    network(({ simulator }) => ({
      send: (_: unknown, delivered: () => void) => simulator.schedule(1000, delivered),
      clock: { nextEventTime: () => (simulator.now === 0 ? Number.POSITIVE_INFINITY : 1), advanceTo() {} },
    })),
    `CONTRACT_BROKEN: the clock of ${who} names a time that is over: found 1, expected a number of ns, 10 or more, or Infinity where nothing will happen`,
  ],
  [
    "a clock that stands still",
    network(() => ({ clock: { nextEventTime: () => 0, advanceTo() {} }, send() {} })),
    `CONTRACT_BROKEN: the clock of ${who} stands still: it names the same time again and again, and nothing happens: found 0, expected a number of ns, 0 or more, or Infinity where nothing will happen`,
  ],
  [
    "a report that is none",
    reporting(undefined),
    `CONTRACT_BROKEN: ${who} gave a wrong answer in report(): found "nothing", expected an object: a NetworkReport`,
  ],
  [
    "an exception in `report`",
    network(() => ({
      report: () => {
        throw new Error("boom");
      },
    })),
    `PLUGIN_FAILED: ${who} threw an error in report(): boom`,
  ],
  [
    "a report without counters",
    reporting({ ...fine, counters: undefined }),
    `CONTRACT_BROKEN: ${who} gave a wrong value as \`counters\` in report(): found "nothing", expected an object of numbers`,
  ],
  [
    "a report without the links that were promised",
    reporting(fine, { capabilities: { ...capabilities, perLinkReport: true } }),
    `CONTRACT_BROKEN: ${who} gave a wrong value as \`links\` in report(): found "nothing", expected a list, as capabilities.perLinkReport promises`,
  ],
  [
    "a link of no name",
    reporting({ ...fine, links: [{ from: "npu 0" }] }),
    `CONTRACT_BROKEN: ${who} gave a wrong value as \`links.0.to\` in report(): found "nothing", expected the name of a node`,
  ],
  [
    "a dimension that is not there",
    reporting({ ...fine, dimensions: [{ dimension: 3, bytes: 0, messages: 0 }] }),
    `CONTRACT_BROKEN: ${who} gave a wrong value as \`dimensions.0.dimension\` in report(): found 3, expected 0 to 0`,
  ],
  [
    "a negative attribution",
    reporting({ ...fine, attribution: { propagation: -5, serialization: 0, queueing: 0 } }),
    `CONTRACT_BROKEN: ${who} gave a wrong value as \`attribution.propagation\` in report(): found -5, expected a number, 0 or more`,
  ],
  [
    "an attribution of more than there is",
    reporting({ ...fine, latency, attribution: { propagation: 100, serialization: 0, queueing: 0 } }),
    `CONTRACT_BROKEN: ${who} gave a wrong value as \`attribution\` in report(): found 100, expected parts that add up to the summed latency, 50 ns, or to less`,
  ],
  [
    "a machine that it declines",
    network(() => ({}), { refuses: ({ npus }) => `it needs 8 NPUs, not ${npus}` }),
    'UNSUPPORTED: topology: the network backend "odd" cannot do this machine: it needs 8 NPUs, not 4',
  ],
  [
    "a refusal that is no sentence",
    network(() => ({}), { refuses: (() => true) as never }),
    `CONTRACT_BROKEN: ${who} gave a wrong answer in refuses(): found true, expected a clause, or nothing`,
  ],
  [
    "an exception in `close`",
    network(() => ({
      close: () => {
        throw new Error("boom");
      },
    })),
    `PLUGIN_FAILED: ${who} threw an error in close(): boom`,
  ],
];

describe("a network that breaks its contract is named", () => {
  it.each(networks)("%s", async (_, backend, sentence) => {
    expect(await failureOf({ networks: [backend] })).toBe(sentence);
  });

  it("a network that loses messages: they come before those who wait for them", async () => {
    const lossy = network(() => ({ send: () => undefined }));
    const sentence = await failureOf({ networks: [lossy] });
    expect(sentence).toMatch(
      /^DEADLOCK: the simulation stopped at \d+ ns with work left: rank 1 waits for the network to deliver a message of 1024 B from rank 0 \(tag \d+\) since \d+ ns; rank 2 waits for the network to deliver/,
    );
    expect(sentence).toMatch(/; and \d+ more$/);
  });

  it("a network that loses messages and has a long list of its own: each kind keeps its lines", async () => {
    const stuck = Array.from({ length: 40 }, (_, port) => ({ waitsFor: `a slot of port ${port}` }));
    const lossy = network(() => ({ send: () => undefined, pending: () => stuck }));
    const sentence = await failureOf({ networks: [lossy] });
    expect(sentence).toContain("something waits for a slot of port 0; ");
    expect(sentence).toMatch(/rank 1 waits for the network to deliver a message of 1024 B from rank 0/);
    expect(sentence).toMatch(/rank \d waits for a message of 1024 B from rank \d/);
    expect(sentence).toMatch(/rank \d waits for .*all-reduce/);
  });

  it("not for what others throw in the deliveries that it makes", async () => {
    const plan = () => {
      throw new Error("boom");
    };
    const collectives = [
      defineCollective({ name: "mad", description: "throws", kinds: ["all-reduce"], plan }),
    ];
    const options = { allReduceImplementation: "mad" };
    expect(
      await failureOf(
        { networks: [network(() => ({}))], collectives },
        { system: { name: "astra", options } },
      ),
    ).toBe(
      'PLUGIN_FAILED: the collective algorithm "mad" of the plugin "mine" threw an error in plan(): boom',
    );
  });
});

const algorithm = (over: Partial<CollectiveAlgorithm>): CollectiveAlgorithm => ({
  name: "odd",
  description: "breaks the contract",
  kinds: ["all-reduce"],
  plan: ({ npus, bytes }) => ({
    form: "steps",
    sends: npus - 1,
    parallelism: 1,
    destination: (position) => (position + 1) % npus,
    source: (position) => (position + npus - 1) % npus,
    bytes: () => bytes,
    reduces: () => true,
  }),
  ...over,
});
const planned = (over: object) =>
  algorithm({ plan: (task) => ({ ...algorithm({}).plan(task), ...over }) as never });

describe("a collective that breaks its contract is named", () => {
  const who = 'the collective algorithm "odd" of the plugin "mine"';
  it.each([
    [
      "no plan",
      algorithm({ plan: (() => undefined) as never }),
      `gave a wrong answer in plan(): found "nothing", expected a plan: { form: "steps", … } or { form: "graph", … }`,
    ],
    [
      "half a message",
      planned({ sends: 1.5 }),
      "gave a wrong answer in plan(): found 1.5, expected a whole number as `sends`",
    ],
    [
      "a position that is not there",
      planned({ destination: () => 9 }),
      "gave a wrong answer in destination(): found 9, expected a position, 0 to 3",
    ],
    [
      "no size",
      planned({ bytes: () => Number.NaN }),
      "gave a wrong answer in bytes(): found NaN, expected bytes, 0 or more",
    ],
    [
      "a refusal that is no clause",
      algorithm({ refuses: (() => true) as never }),
      "gave a wrong answer in refuses(): found true, expected a clause, or nothing",
    ],
  ])("%s", async (_, odd, sentence) => {
    const system = { name: "astra", options: { allReduceImplementation: "odd" } };
    expect(await failureOf({ collectives: [odd] }, { network: { name: "analytical" }, system })).toBe(
      `CONTRACT_BROKEN: ${who} ${sentence}`,
    );
  });

  it("is asked with its parameter whether it can", async () => {
    const odd = algorithm({
      parameter: { name: "width", description: "at once", examples: [2] },
      refuses: ({ npus, parameter, kind }) => (parameter === 7 ? `no ${kind} of 7 on ${npus}` : undefined),
    });
    const system = { name: "astra", options: { allReduceImplementation: "odd7" } };
    expect(await failureOf({ collectives: [odd] }, { network: { name: "analytical" }, system })).toContain(
      "no all-reduce of 7 on 4",
    );
  });
});

describe("other entries that break their contract are named", () => {
  const layer = {
    name: "only",
    forward: { compute: 5, communication: null, bytes: 0 },
    inputGradient: { compute: 0, communication: null, bytes: 0 },
    weightGradient: { compute: 0, communication: null, bytes: 0 },
    updateTime: 0,
  };
  it.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      "PLUGIN_FAILED",
      "threw an error in run(): boom",
    ],
    [
      "is asynchronous",
      async () => [],
      "CONTRACT_BROKEN",
      "answered with a promise in run(): expected an answer at once: the interface is synchronous",
    ],
    [
      "gives no list",
      () => 5,
      "CONTRACT_BROKEN",
      "gave a wrong answer in run(): found 5, expected commands: yield layer.forward.compute(), …",
    ],
    [
      "yields no command",
      () => ["compute"],
      "CONTRACT_BROKEN",
      'gave a wrong answer in run(): found "compute", expected commands: yield layer.forward.compute(), …',
    ],
  ])("a training loop that %s", async (_, run, code, sentence) => {
    const loop = { name: "ODD", description: "breaks the contract", run: run as never };
    const workload = { kind: "layers", trainingLoop: "ODD", layers: [layer] } as const;
    expect(await failureOf({ trainingLoops: [loop] }, { network: { name: "analytical" }, workload })).toBe(
      `${code}: the training loop "ODD" of the plugin "mine" ${sentence}`,
    );
  });

  const registryOf = (plugin: Omit<PluginDefinition, "name" | "apiVersion">) =>
    createDefaultRegistry([definePlugin({ name: "mine", apiVersion: 1, ...plugin })]);

  it.each([
    [
      "gives no layer",
      () => undefined,
      'gave a wrong answer in create(): found "nothing", expected a system layer',
    ],
    ["is asynchronous", async () => ({}), "answered with a promise in create(): expected an answer at once"],
  ])("a system model that %s", async (_, create, sentence) => {
    const odd = { name: "odd", description: "odd", options: anything, create: create as never };
    const system = { name: "odd" };
    expect(await failureOf({ systems: [odd] }, { network: { name: "analytical" }, system })).toContain(
      `CONTRACT_BROKEN: the system model "odd" of the plugin "mine" ${sentence}`,
    );
  });

  it.each([
    [
      "prepares nothing",
      () => undefined,
      'gave a wrong answer in prepare(): found "nothing", expected a prepared workload',
    ],
    [
      "creates nothing",
      () => ({ logicalDimensions: [], create: () => undefined }),
      'gave a wrong answer in create(): found "nothing", expected a running workload',
    ],
  ])("a workload model that %s", async (_, prepare, sentence) => {
    const odd = {
      name: "odd",
      description: "odd",
      kind: "odd",
      options: anything,
      prepare: prepare as never,
    };
    const workload = { kind: "odd" } as never;
    expect(
      await failureOf({ workloads: [odd as never] }, { network: { name: "analytical" }, workload }),
    ).toBe(`CONTRACT_BROKEN: the workload model "odd" of the plugin "mine" ${sentence}`);
  });

  it("a topology format that reads no machine", () => {
    const odd = { name: "odd", description: "odd", recognizes: () => true, read: () => ({ links: [] }) };
    const entry = registryOf({ topologyFormats: [odd as never] }).get("topologyFormats", "odd");
    expect(() => entry.read("", { file: "x", warn() {} } as never, {})).toThrow(
      'the topology format "odd" of the plugin "mine" gave a wrong answer in read(): found {"links":[]}, expected a machine: { graph: { nodes, links } }',
    );
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      "threw an error in time(): boom",
    ],
    ["knows no time", () => Number.NaN, "gave a wrong answer in time(): found NaN, expected ns, 0 or more"],
    ["is asynchronous", async () => 5, "answered with a promise in time()"],
  ])("a compute model that %s", (_, time, sentence) => {
    const model = {
      name: "odd",
      description: "odd",
      options: anything,
      create: () => ({ time: time as never }),
    };
    const created = registryOf({ computeModels: [model] })
      .get("computeModels", "odd")
      .create({});
    expect(() => created.time({ kind: "softmax", rows: 1, width: 1, bytesPerElement: 2 })).toThrow(
      `the compute model "odd" of the plugin "mine" ${sentence}`,
    );
  });

  const format = {
    name: "odd",
    description: "odd",
    extensions: [".odd"],
    recognizes: () => true,
    read: () => ({}),
  };
  it.each([
    [
      "read",
      { read: () => undefined },
      'gave a wrong answer in read(): found "nothing", expected a workload',
    ],
    [
      "read",
      {
        read: () => {
          throw new Error("boom");
        },
      },
      "threw an error in read(): boom",
    ],
    ["recognizes", { recognizes: async () => true }, "answered with a promise in recognizes()"],
    [
      "recognizes",
      { recognizes: () => 1 },
      "gave a wrong answer in recognizes(): found 1, expected true or false",
    ],
  ])("a format by what it does in %s()", (hook, over, sentence) => {
    const registry = registryOf({ workloadFormats: [{ ...format, ...over } as never] });
    const entry = registry.get("workloadFormats", "odd");
    const call = () =>
      hook === "read"
        ? entry.read("", { file: "x", trainingLoops: new Map(), warn() {} })
        : entry.recognizes("");
    expect(call).toThrow(`the workload format "odd" of the plugin "mine" ${sentence}`);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      "threw an error in report(): boom",
    ],
    [
      "gives a text",
      () => "total: 5",
      'gave a wrong answer in report(): found "total: 5", expected a list of files: [{ path, content }]',
    ],
    ["gives a file without content", () => [{ path: "a.txt" }], "gave a wrong answer in report()"],
  ])("a reporter that %s", (_, report, sentence) => {
    const registry = registryOf({
      reporters: [{ name: "odd", description: "odd", report: report as never }],
    });
    expect(() => registry.get("reporters", "odd").report(noSweep)).toThrow(
      `the reporter "odd" of the plugin "mine" ${sentence}`,
    );
  });

  it("entries of a class with private fields, and frozen ones, work", () => {
    class Secret {
      readonly name = "secret";
      readonly description = "keeps to itself";
      #times = 0;
      report() {
        this.#times++;
        return [{ path: "a.txt", content: String(this.#times) }];
      }
    }
    const frozen = Object.freeze({ ...format, name: "cold" });
    const registry = registryOf({ reporters: [new Secret()], workloadFormats: [frozen as never] });
    expect(registry.get("reporters", "secret").report(noSweep)[0]?.content).toBe("1");
    expect(registry.get("workloadFormats", "cold").recognizes("")).toBe(true);
    expect(Object.keys(registry.get("workloadFormats", "cold"))).toEqual(Object.keys(format));
  });
});
