import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { Experiment } from "../experiment/experiment.js";
import { defineNetwork, type Network } from "../network/network.js";
import { definePlugin } from "../plugin/plugin.js";
import { createRegistry } from "../plugin/registry.js";
import { logicalDimensionsOf } from "../system/logical-dimensions.js";
import type { SystemModel } from "../system/system.js";
import { createTopology } from "../topology/create-topology.js";
import type { WorkloadModel } from "../workload/model.js";
import { simulate } from "./simulate.js";

const topology = createTopology([{ shape: "ring", npus: 4, bandwidth: 1, latency: 10 }]);
const noReport = { messages: 0, bytes: 0, dimensions: [], counters: {} };

const wire = defineNetwork({
  name: "wire",
  description: "every message takes 100 ns",
  options: z.strictObject({ delay: z.number().default(100) }),
  capabilities: { contention: false, perLinkReport: false, lockStep: false, ordered: true },
  create: ({ simulator }, { delay }) => ({
    send: (_message, delivered) => simulator.schedule(delay, delivered),
    report: () => noReport,
  }),
});

/** A network that counts its own cycles of 7 ns and takes three of them for a message. */
const clocked = defineNetwork({
  name: "clocked",
  description: "a clock of its own",
  options: z.strictObject({}),
  capabilities: { contention: false, perLinkReport: false, lockStep: true, ordered: true },
  create: ({ simulator }) => {
    const underWay: { due: number; delivered: () => void }[] = [];
    return {
      send: (_message, delivered) =>
        void underWay.push({ due: Math.ceil(simulator.now / 7) * 7 + 21, delivered }),
      report: () => noReport,
      clock: {
        nextEventTime: () => Math.min(...underWay.map(({ due }) => due)),
        advanceTo: (time) => {
          while (underWay[0]?.due === time) underWay.shift()!.delivered();
        },
      },
    };
  },
});

const noSystem: SystemModel = {
  name: "astra",
  description: "issues nothing",
  options: z.strictObject({}),
  create: ({ logicalDimensions }) => ({
    logicalDimensions,
    issue: () => {
      throw new Error("no collectives here");
    },
    report: () => ({ dimensions: [], counters: {} }),
    pending: () => [],
  }),
};

/** Rank 0 sends one message to rank 1; `listens` says whether rank 1 receives it. */
function oneMessage(listens: boolean): WorkloadModel<"collective"> {
  return {
    name: "one-message",
    description: "one message",
    kind: "collective",
    options: z.strictObject({}),
    prepare: ({ topology: machine }) => ({
      logicalDimensions: logicalDimensionsOf(machine),
      create: ({ mailbox, simulator }) => {
        const finish: (number | null)[] = [null, null, 0, 0];
        return {
          start: () => {
            const message = { source: 0, destination: 1, tag: 5, bytes: 64, dimension: undefined, queue: 0 };
            mailbox.send(message, () => {
              finish[0] = simulator.now;
            });
            mailbox.receive({ ...message, source: listens ? 0 : 3 }, () => {
              finish[1] = simulator.now;
            });
          },
          get finishedRanks() {
            return finish.filter((time) => time !== null).length;
          },
          report: () => ({
            finish,
            compute: finish.map(() => 0),
            view: () => ({ layers: [], passFinish: [] }),
          }),
          pending: () => [],
        };
      },
    }),
  };
}

function registryOf(listens: boolean) {
  return createRegistry([
    definePlugin({
      name: "test",
      apiVersion: 1,
      networks: [wire, clocked],
      systems: [noSystem],
      workloads: [oneMessage(listens)],
    }),
  ]);
}

const experiment: Experiment = {
  name: "test",
  topology,
  network: { name: "wire" },
  workload: { kind: "collective", collective: "all-reduce", bytes: 64 },
};

describe("simulate", () => {
  it("runs a plugin's network, system and workload to a result", async () => {
    const result = await simulate(experiment, registryOf(true));
    expect(result.schema).toBe("astra-ts/result@2");
    expect(result.npuFinish).toEqual([100, 100, 0, 0]);
    expect(result.bytesSent).toEqual([64, 0, 0, 0]);
    expect(JSON.parse(JSON.stringify(result)).npus).toBe(4);
  });

  it("runs a network with a clock of its own in lock-step", async () => {
    const result = await simulate({ ...experiment, network: { name: "clocked" } }, registryOf(true));
    expect(result.npuFinish.slice(0, 2)).toEqual([21, 21]);
  });

  it("explains a standstill: who waits for whom, since when", async () => {
    const run = simulate(experiment, registryOf(false));
    await expect(run).rejects.toMatchObject({ code: "DEADLOCK", name: "DeadlockError" });
    await expect(run).rejects.toThrow(/rank 1 waits for a message of 64 B from rank 3 \(tag 5\).*since 0 ns/);
  });

  it("validates options, and says which backend and field", async () => {
    const wrong = { ...experiment, network: { name: "wire", options: { dellay: 3 } } };
    await expect(simulate(wrong, registryOf(true))).rejects.toThrow(
      /network\.dellay: the network backend "wire" has no such key/,
    );
    const unknown = { ...experiment, network: { name: "wier" } };
    await expect(simulate(unknown, registryOf(true))).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
      hint: 'Did you mean "wire"?',
    });
  });

  it("says so when a plugin throws in the middle of a run", async () => {
    const broken = defineNetwork({
      ...wire,
      create: () => ({
        send: () => {
          throw new TypeError("boom");
        },
        report: () => noReport,
      }),
    });
    const registry = createRegistry([
      definePlugin({
        name: "acme",
        apiVersion: 1,
        networks: [broken],
        systems: [noSystem],
        workloads: [oneMessage(true)],
      }),
    ]);
    await expect(simulate(experiment, registry)).rejects.toMatchObject({
      code: "PLUGIN_FAILED",
      message: 'the network backend "wire" of the plugin "acme" threw an error in send(): boom',
    });
  });

  it("turns an error of a plugin's own code into one that names the plugin's entry", async () => {
    const broken = defineNetwork({
      ...wire,
      name: "broken",
      create: () => {
        throw new TypeError("boom");
      },
    });
    const registry = createRegistry([
      definePlugin({
        name: "test",
        apiVersion: 1,
        networks: [broken],
        systems: [noSystem],
        workloads: [oneMessage(true)],
      }),
    ]);
    const run = simulate({ ...experiment, network: { name: "broken" } }, registry);
    await expect(run).rejects.toMatchObject({ code: "PLUGIN_FAILED" });
    await expect(run).rejects.toThrow(/"broken".*boom/);
  });

  describe("lets go of the network", () => {
    /** A registry whose network counts how many of it are open, and does one more thing. */
    function counted(more: Partial<Network>, workload: WorkloadModel<"collective"> = oneMessage(true)) {
      const count = { made: 0, open: 0 };
      const network = defineNetwork({
        ...wire,
        create: (context, options) => {
          count.made++;
          count.open++;
          return { ...wire.create(context, options), close: () => void count.open--, ...more };
        },
      });
      const plugin = definePlugin({
        name: "test",
        apiVersion: 1,
        networks: [network],
        systems: [noSystem],
        workloads: [workload],
      });
      return { count, registry: createRegistry([plugin]) };
    }

    it("after a run that succeeds", async () => {
      const { count, registry } = counted({});
      await simulate(experiment, registry);
      expect(count).toEqual({ made: 1, open: 0 });
    });

    it("after a standstill, after an error, and after a run that was stopped", async () => {
      const standstill = counted({}, oneMessage(false));
      await expect(simulate(experiment, standstill.registry)).rejects.toMatchObject({ code: "DEADLOCK" });
      expect(standstill.count.open).toBe(0);
      const failing = counted({
        send: () => {
          throw new Error("boom");
        },
      });
      await expect(simulate(experiment, failing.registry)).rejects.toThrow("boom");
      expect(failing.count.open).toBe(0);
      // A clock whose steps take long: a signal is heard between them.
      let time = 0;
      const endless = counted({
        send: () => {},
        clock: { nextEventTime: () => time++, advanceTo: () => {} },
      });
      const stopped = simulate(experiment, endless.registry, { signal: { aborted: true } });
      await expect(stopped).rejects.toMatchObject({ code: "ABORTED" });
      expect(endless.count.open).toBe(0);
    });

    it("when what is built after it fails; and builds none where something else is wrong", async () => {
      const late = oneMessage(true);
      const unfit: typeof late = {
        ...late,
        prepare: (...parameters) => ({
          ...late.prepare(...parameters),
          create: () => {
            throw new Error("no");
          },
        }),
      };
      const failing = counted({}, unfit);
      await expect(simulate(experiment, failing.registry)).rejects.toThrow("no");
      expect(failing.count).toEqual({ made: 1, open: 0 });
      const { count, registry } = counted({});
      const wrong = { ...experiment, system: { name: "astra", options: { unknown: 1 } } };
      await expect(simulate(wrong, registry)).rejects.toMatchObject({ code: "UNKNOWN_KEY" });
      expect(count.made).toBe(0);
    });

    it("and says which backend cannot close, after the error that ended the run", async () => {
      const close = (): void => {
        throw new Error("stuck");
      };
      await expect(simulate(experiment, counted({ close }).registry)).rejects.toThrow(/"wire".*stuck/);
      const both = counted({ close }, oneMessage(false));
      await expect(simulate(experiment, both.registry)).rejects.toMatchObject({ code: "DEADLOCK" });
    });
  });

  it("counts the memory that a network holds elsewhere towards the budget of the process", async () => {
    const elsewhere = defineNetwork({
      ...wire,
      create: (context, options) => ({ ...wire.create(context, options), memoryElsewhere: () => 900 }),
    });
    const plugin = definePlugin({
      name: "test",
      apiVersion: 1,
      networks: [elsewhere],
      systems: [noSystem],
      workloads: [oneMessage(true)],
    });
    const budget = { what: "the process", budget: 1000, used: () => 200 };
    const run = (countsElsewhere: boolean) =>
      simulate(experiment, createRegistry([plugin]), { memory: [{ ...budget, countsElsewhere }] });
    await expect(run(true)).rejects.toMatchObject({ code: "MEMORY_BUDGET" });
    await expect(run(false)).resolves.toBeDefined();
  });
});
