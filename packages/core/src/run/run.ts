import { CollectiveLedger } from "../bound/collective-ledger.js";
import { AstraError } from "../errors/astra-error.js";
import { DeadlockError } from "../errors/deadlock-error.js";
import type { Experiment } from "../experiment/experiment.js";
import type { Mailbox } from "../network/mailbox.js";
import type { Network, NetworkContext } from "../network/network.js";
import type { EntryKind, PluginEntries } from "../plugin/plugin.js";
import { ownedName, type Registry } from "../plugin/registry.js";
import { validateOptions } from "../schema/validate-options.js";
import { EventWheel } from "../simulator/event-wheel.js";
import { createRandom } from "../simulator/random.js";
import { RankAgenda } from "../simulator/rank-agenda.js";
import type { ExternalClock } from "../simulator/simulator.js";
import { stepTogether } from "../simulator/step-together.js";
import type { SystemLayer } from "../system/system.js";
import type { RunningWorkload } from "../workload/model.js";
import { inPart } from "./in-part.js";
import { simulatedMachine } from "./simulated-machine.js";

/** A run that has been put together: its layers, and the loop that drives them. */
export class Run {
  readonly experiment: Experiment;
  readonly warnings: string[] = [];
  readonly simulator = new EventWheel();
  readonly network: Network;
  /** Whether messages that share a link slow each other in this network. */
  readonly contention: boolean;
  readonly mailbox: Mailbox;
  /** Ranks that are simulated: all, or rank 0 alone where it stands for all. */
  readonly simulatedRanks: number;
  readonly system: SystemLayer;
  /** The collectives asked for, for the lower bound. */
  readonly collectives: CollectiveLedger;
  readonly workload: RunningWorkload;
  #started = false;

  /** Checks every option and builds every layer; nothing has run yet. Throws an `AstraError` for whatever cannot be run. */
  constructor(experiment: Experiment, registry: Registry) {
    this.experiment = experiment;
    const { topology, workload } = experiment;
    const { simulator } = this;
    const warn = (message: string) => {
      if (!this.warnings.includes(message)) this.warnings.push(message);
    };

    const backend = registry.get("networks", experiment.network.name, "network");
    this.contention = backend.capabilities.contention;
    this.network = createNetwork(experiment, registry, {
      simulator,
      topology,
      random: createRandom(experiment.seed ?? 1),
      warn,
    });

    const workloadModel = registry.list("workloads").find(({ entry }) => entry.kind === workload.kind)?.entry;
    if (workloadModel === undefined) {
      throw new AstraError("UNKNOWN_NAME", {
        field: "workload",
        problem: `no plugin runs workloads of the kind "${workload.kind}"`,
      });
    }
    const workloadOptions = validateOptions(
      workloadModel.options,
      experiment.workloadOptions,
      "workload",
      "the workload layer",
    );
    const trainingLoops = byName(registry, "trainingLoops");
    const prepared = inPart("workload", ownedName(registry, "workloads", workloadModel.name), () =>
      workloadModel.prepare({ topology, trainingLoops, warn }, workload as never, workloadOptions),
    );

    const systemName = experiment.system?.name ?? "astra";
    const systemModel = registry.get("systems", systemName, "system");
    const systemOptions = validateOptions(
      systemModel.options,
      experiment.system?.options,
      "system",
      `the system model "${systemName}"`,
    );
    const agenda = new RankAgenda(simulator, topology.npus, this.network.rankAwake?.bind(this.network));
    const { logicalDimensions } = prepared;
    const collectives = byName(registry, "collectives");
    const context = { simulator, agenda, topology, logicalDimensions, collectives, warn };
    const isUniform = () =>
      this.network.isUniform === true &&
      prepared.isUniform === true &&
      (systemModel.isUniform?.(context, systemOptions) ?? false);
    const { simulatedRanks, mailbox } = simulatedMachine(experiment, this.network, simulator, isUniform);
    this.simulatedRanks = simulatedRanks;
    this.mailbox = mailbox;
    this.collectives = new CollectiveLedger(simulatedRanks, () => simulator.now);
    const system = inPart("system", ownedName(registry, "systems", systemName), () =>
      systemModel.create({ ...context, mailbox, simulatedRanks }, systemOptions),
    );
    this.system = this.collectives.watch(system);
    this.workload = prepared.create({
      simulator,
      agenda,
      mailbox,
      system: this.system,
      simulatedRanks,
      timeline: experiment.timeline,
    });
  }

  /** Run at most `events` further events; true when nothing is left to run. */
  advance(events: number): boolean {
    if (!this.#started) {
      this.#started = true;
      const { startTime = 0 } = this.network;
      if (startTime === 0) this.workload.start();
      else this.simulator.schedule(startTime, () => this.workload.start());
    }
    const isIdle =
      this.network.clock === undefined
        ? this.#advanceAlone(events)
        : this.#advanceInLockStep(events, this.network.clock);
    if (!isIdle || this.workload.finishedRanks === this.simulatedRanks) return isIdle;
    return !(this.system.relieve?.() ?? false);
  }

  /** Throws a `DeadlockError` that says who waits for whom, unless every rank has finished. Call when `advance` has returned true. */
  assertFinished(): void {
    if (this.workload.finishedRanks === this.simulatedRanks) return;
    throw new DeadlockError(this.simulator.now, [
      ...this.workload.pending(),
      ...this.system.pending(),
      ...this.mailbox.pending(),
      ...(this.network.pending?.() ?? []),
    ]);
  }

  #advanceAlone(events: number): boolean {
    const { simulator } = this;
    for (let left = events; left > 0; left--) if (!simulator.step()) return true;
    return simulator.pending === 0;
  }

  #advanceInLockStep(events: number, clock: ExternalClock): boolean {
    for (let left = events; left > 0; left--) if (!stepTogether(this.simulator, clock)) return true;
    return false;
  }
}

function createNetwork(
  { network: choice }: Experiment,
  registry: Registry,
  context: NetworkContext,
): Network {
  const backend = registry.get("networks", choice.name, "network");
  const { shapes } = backend.capabilities;
  const unsupported = context.topology.dimensions.findIndex(
    ({ shape }) => shapes !== undefined && !shapes.includes(shape),
  );
  if (unsupported >= 0) {
    throw new AstraError("UNSUPPORTED", {
      field: `topology.${unsupported}.shape`,
      problem: `the network backend "${choice.name}" does not know this shape`,
      found: context.topology.dimensions[unsupported]?.shape,
      expected: `one of ${shapes?.join(", ")}`,
    });
  }
  const options = validateOptions(
    backend.options,
    choice.options,
    "network",
    `the network backend "${choice.name}"`,
  );
  return inPart("network", ownedName(registry, "networks", choice.name), () =>
    backend.create(context, options),
  );
}

function byName<K extends EntryKind>(registry: Registry, kind: K): ReadonlyMap<string, PluginEntries[K]> {
  return new Map(registry.list(kind).map(({ entry }) => [entry.name, entry]));
}
