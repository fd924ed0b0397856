import { CollectiveLedger } from "../bound/collective-ledger.js";
import { MessageLedger } from "../bound/message-ledger.js";
import { DeadlockError } from "../errors/deadlock-error.js";
import type { Experiment } from "../experiment/experiment.js";
import { checkedNetworkOptions } from "../network/inner-network.js";
import type { Mailbox } from "../network/mailbox.js";
import type { Network, NetworkBackend, NetworkContext } from "../network/network.js";
import { observedMailbox } from "../network/observed-mailbox.js";
import type { RunObserver, RunTap } from "../observe/run-event.js";
import { ownedName, type Registry } from "../plugin/registry.js";
import { plainOptions, type Setup } from "../result/setup.js";
import { EventWheel } from "../simulator/event-wheel.js";
import { LockStep } from "../simulator/lock-step.js";
import { createRandom } from "../simulator/random.js";
import { RankAgenda } from "../simulator/rank-agenda.js";
import type { SystemLayer } from "../system/system.js";
import type { PreparedWorkload, RunningWorkload } from "../workload/model.js";
import { byName } from "./by-name.js";
import type { CauseRecorder } from "./cause-recorder.js";
import { inPart } from "./in-part.js";
import { observedRanks } from "./observed-ranks.js";
import { type PreparationHost, prepareLayers } from "./prepare-layers.js";
import { routedMailbox } from "./routed-mailbox.js";
import { simulatedMachine } from "./simulated-machine.js";
import { TimelineRecorder } from "./timeline-recorder.js";

/** A run that has been put together: its layers, and the loop that drives them. */
export class Run {
  readonly experiment: Experiment;
  readonly warnings: string[] = [];
  readonly simulator = new EventWheel();
  /** Options of every layer, defaults filled in. */
  readonly setup: Setup;
  readonly network: Network;
  /** Whether messages that share a link slow each other in this network. */
  readonly contention: boolean;
  readonly mailbox: Mailbox;
  /** Ranks that are simulated: all, or rank 0 alone where it stands for all. */
  readonly simulatedRanks: number;
  /** Ranks of which more is kept than times and bytes, ascending. */
  readonly observed: readonly number[];
  readonly system: SystemLayer;
  /** The collectives asked for, and the messages of the workload itself, for the lower bound. */
  readonly collectives: CollectiveLedger;
  readonly messages: MessageLedger;
  readonly timeline: TimelineRecorder;
  readonly workload: RunningWorkload;
  /** What follows the way to the end of the run, where that is wanted. */
  readonly causes: CauseRecorder | undefined;
  /** What its workload has its result set beside, if anything. */
  readonly compared: PreparedWorkload["compared"];
  /** Where the network has a clock of its own. */
  readonly #lockStep: LockStep | undefined;
  /** `the network backend "ns3" of the plugin "@astra-ts/net-ns3"`. */
  readonly #networkOwner: string;
  #started = false;
  #closed = false;

  /** Checks every option and builds every layer, the network last of all that can be refused; nothing has run yet. With an observer, every rank is simulated unless the experiment wants one for all. Throws an `AstraError` for whatever cannot be run. */
  constructor(experiment: Experiment, registry: Registry, observer?: RunObserver, causes?: CauseRecorder) {
    this.experiment = experiment;
    // A graph has its own history, node by node; jobs beside each other have no end in common.
    this.causes = ["layers", "collective"].includes(experiment.workload.kind) ? causes : undefined;
    const { topology, workload } = experiment;
    const { simulator } = this;
    const warn = (message: string) => {
      if (!this.warnings.includes(message)) this.warnings.push(message);
    };

    const backend = registry.get("networks", experiment.network.name, "network");
    this.contention = backend.capabilities.contention;
    const unused = this.contention ? topology.unusedLinks?.() : undefined;
    if (unused !== undefined) warn(unused);
    const networkOptions = checkedNetworkOptions(backend, topology, experiment.network.options, "network");

    const preparation: PreparationHost = {
      registry,
      contention: this.contention,
      speeds: experiment.speeds,
      warn,
      parts: {
        prepare: (input) =>
          prepareLayers({ ...input, system: input.system ?? experiment.system }, preparation),
        shared: () => ({
          run: this,
          algorithms: byName(registry, "collectives"),
          warn,
          tap: tapOf(this.timeline, observer),
          observer,
        }),
      },
    };
    const layers = prepareLayers(experiment, preparation);
    const { workload: prepared, workloadOptions, system: systemModel, systemOptions } = layers;
    this.compared = prepared.compared;
    const systemName = systemModel.name;
    this.setup = {
      network: { name: backend.name, options: plainOptions(networkOptions) },
      system: { name: systemName, options: plainOptions(systemOptions) },
      workload: { kind: workload.kind, options: plainOptions(workloadOptions) },
      seed: experiment.seed ?? 1,
    };
    const { logicalDimensions } = prepared;
    const collectives = byName(registry, "collectives");
    const owner = ownedName(registry, "networks", backend.name);
    this.#networkOwner = owner;
    this.network = createNetwork(backend, networkOptions, owner, {
      simulator,
      topology,
      random: createRandom(experiment.seed ?? 1),
      warn,
      registry,
      ...(observer === undefined ? {} : { observer }),
    });
    try {
      const { clock, rankAwake } = this.network;
      this.#lockStep = clock === undefined ? undefined : new LockStep(simulator, clock, owner);
      const agenda = new RankAgenda(simulator, topology.npus, rankAwake?.bind(this.network));
      const context = { simulator, agenda, topology, logicalDimensions, collectives, warn };
      // Where messages slow each other, it matters too which way they go.
      const isSystemUniform = () =>
        this.network.flightTime === undefined
          ? systemModel.isShifted?.(context, systemOptions)
          : systemModel.isUniform?.(context, systemOptions);
      const isUniform = () =>
        experiment.speeds === undefined &&
        this.network.isUniform === true &&
        prepared.isUniform === true &&
        (isSystemUniform() ?? false);
      const { simulatedRanks, mailbox: own } = simulatedMachine(
        observer === undefined || experiment.symmetry === "on"
          ? experiment
          : { ...experiment, symmetry: "off" },
        this.network,
        simulator,
        isUniform,
      );
      this.simulatedRanks = simulatedRanks;
      const dimensions = topology.dimensions.length;
      const finishedRanks = () => this.workload.finishedRanks;
      this.causes?.attach({ simulator, dimensions, simulatedRanks, finishedRanks });
      const followed = this.causes?.mailbox(own) ?? own;
      const mailbox = observer === undefined ? followed : observedMailbox(followed, simulator, observer);
      this.mailbox = mailbox;
      const observed = observedRanks(
        { npus: topology.npus, simulated: simulatedRanks, representatives: prepared.representatives },
        experiment.timeline?.ranks,
      );
      this.observed = observed;
      this.collectives = new CollectiveLedger(simulatedRanks, () => simulator.now);
      this.messages = new MessageLedger(topology.npus);
      const system = inPart("system", ownedName(registry, "systems", systemName), () =>
        systemModel.create(
          {
            ...context,
            agenda: this.causes?.agenda(agenda, "endpoint") ?? agenda,
            mailbox,
            simulatedRanks,
            observed,
            observer,
          },
          systemOptions,
        ),
      );
      this.system = this.collectives.watch(system);
      this.timeline = new TimelineRecorder(observed, experiment.timeline);
      this.workload = prepared.create({
        simulator,
        agenda: this.causes?.agenda(agenda, "compute") ?? agenda,
        mailbox: this.messages.watch(routedMailbox(mailbox, system.messages)),
        idleMailbox: mailbox,
        speeds: experiment.speeds,
        system: this.system,
        simulatedRanks,
        observed,
        tap: tapOf(this.timeline, observer, this.causes),
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Run at most `events` further events; true when nothing is left to run. A step of a network's own clock may take long: `isDue` is asked now and then whether to return
   * before that.
   */
  advance(events: number, isDue?: () => boolean): boolean {
    if (!this.#started) {
      this.#started = true;
      const { startTime = 0 } = this.network;
      if (startTime === 0) this.workload.start();
      else this.simulator.schedule(startTime, () => this.workload.start());
    }
    const isIdle =
      this.#lockStep === undefined
        ? this.#advanceAlone(events)
        : advanceInLockStep(this.#lockStep, events, isDue);
    if (!isIdle || this.workload.finishedRanks === this.simulatedRanks) return isIdle;
    return !((this.system.relieve?.() ?? false) || (this.workload.relieve?.() ?? false));
  }

  /** Share of the run that is done, 0 to 1, as far as the layers tell: an estimate that may go back a little. */
  share(): number | undefined {
    const { messages, of } = this.system.sent?.() ?? { messages: 0, of: 0 };
    return this.workload.done?.(of === 0 ? 1 : Math.min(1, messages / of));
  }

  /** Throws a `DeadlockError` that says who waits for whom, unless every rank has finished. Call when `advance` has returned true. */
  assertFinished(): void {
    if (this.workload.finishedRanks === this.simulatedRanks) return;
    // What is stuck lowest comes first: ranks and chunks wait because a message does.
    const waiters = (["network", "mailbox", "system", "workload"] as const).flatMap((kind) =>
      (this[kind].pending?.() ?? []).map((waiter) => ({ kind, ...waiter })),
    );
    throw new DeadlockError(this.simulator.now, waiters);
  }

  /** Lets go of what the network holds. To be called when the run is over, however it ended; a second call does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    inPart("network", this.#networkOwner, () => this.network.close?.());
  }

  #advanceAlone(events: number): boolean {
    const { simulator } = this;
    for (let left = events; left > 0; left--) if (!simulator.step()) return true;
    return simulator.pending === 0;
  }
}

/** The timeline listens always, an observer beside it and to every rank. */
function tapOf(
  timeline: TimelineRecorder,
  observer: RunObserver | undefined,
  causes?: CauseRecorder,
): RunTap {
  if (observer === undefined && causes === undefined)
    return { wants: (rank) => timeline.wants(rank), tell: (event) => timeline.observe(event) };
  return {
    wants: () => true,
    tell: (event) => {
      timeline.observe(event);
      observer?.(event);
      if (event.kind === "work-timed") causes?.tell(event);
    },
  };
}

/** Steps between two questions whether to return: a step takes from less than a microsecond to some 20 ms. */
const stepsPerLook = 16;

function advanceInLockStep(lockStep: LockStep, events: number, isDue: (() => boolean) | undefined): boolean {
  for (let left = events; left > 0; left--) {
    if (!lockStep.step()) return true;
    if (left % stepsPerLook === 0 && isDue?.()) return false;
  }
  return false;
}

function createNetwork(
  backend: NetworkBackend,
  options: unknown,
  owner: string,
  context: NetworkContext,
): Network {
  return inPart("network", owner, () => backend.create(context, options));
}
