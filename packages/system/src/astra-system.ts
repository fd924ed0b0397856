import {
  type Agenda,
  AstraError,
  belowPart,
  type CollectiveAlgorithm,
  type CollectiveHandle,
  type CollectiveRequest,
  isAstraError,
  isRooted,
  type LogicalDimension,
  ReusedMessage,
  type Simulator,
  type SystemContext,
  type SystemLayer,
  type SystemReport,
  type Waiter,
} from "@astra-ts/core";
import { collectiveFromGraph } from "./algorithms/from-graph.js";
import { PhaseRuns } from "./execute/phase-runs.js";
import { SharedBus } from "./execute/shared-bus.js";
import { Transport } from "./execute/transport.js";
import { implementationOption, type SystemOptions } from "./options/system-options.js";
import { AlgorithmChoice } from "./plan/algorithm-choice.js";
import { lookUpAlgorithm } from "./plan/algorithm-name.js";
import { collectiveDimensions, groupDimension, type SystemMachine } from "./plan/collective-dimension.js";
import { PlanCache } from "./plan/plan-cache.js";
import { Planner } from "./plan/planner.js";
import { QueueCursors } from "./plan/queue-cursors.js";
import { rootedDimension, rootedGroup } from "./plan/rooted-dimension.js";
import { schedulerBandwidth, ThemisScheduler } from "./plan/themis.js";
import { Chunk } from "./schedule/chunk.js";
import { CollectiveProgress } from "./schedule/collective-progress.js";
import { Communicator } from "./schedule/communicator.js";
import { PhaseBarrier } from "./schedule/phase-barrier.js";
import { StreamScheduler } from "./schedule/stream-scheduler.js";

/** Priority of a collective that runs before everything else. */
const highestPriority = 100_000_000;
/** A reduction writes the message once and reads it twice. */
const memoryPasses = 3;

const overtakingWarning =
  "Ranks started chunks in different orders and blocked each other (ASTRA-sim 2.x hangs here); chunks were let in beyond activeChunksPerDimension. With phaseBarrier this cannot happen.";

/** The system layer of ASTRA-sim: collectives are cut into chunks, which wait in queues of the dimensions and run through their phases. */
export class AstraSystem implements SystemLayer {
  readonly logicalDimensions: readonly LogicalDimension[];
  readonly messages: SystemLayer["messages"];
  readonly #simulator: Simulator;
  readonly #agenda: Agenda;
  readonly #options: SystemOptions;
  readonly #machine: SystemMachine;
  readonly #themis: ThemisScheduler | undefined;
  readonly #cursors: QueueCursors;
  readonly #planner: Planner;
  readonly #transport: Transport;
  readonly #scheduler: StreamScheduler;
  readonly #world: Communicator;
  readonly #groups = new Map<string, Communicator>();
  readonly #groupsByList = new WeakMap<readonly number[], Communicator>();
  readonly #groupsByName = new Map<string, Communicator>();
  /** Collectives with a priority by policy, so far. */
  readonly #prioritized: Float64Array;
  /** When rank 0 issued a collective last, ns. */
  #lastIssue = 0;
  #collectives = 0;

  constructor(context: SystemContext, options: SystemOptions) {
    const { simulator, agenda, mailbox, topology, logicalDimensions, collectives, warn } = context;
    const { simulatedRanks: ranks = topology.npus, observed = [0] } = context;
    this.#simulator = simulator;
    this.#agenda = agenda;
    this.#options = options;
    this.logicalDimensions = logicalDimensions;
    this.#machine = {
      npus: topology.npus,
      physicalDimensions: topology.dimensions.length,
      logicalDimensions,
      algorithms: withGraphs(collectives, options.collectiveGraphs),
      choosesAlgorithms: options.unnamedAlgorithm === "suitable",
      warn,
    };
    if (options.boostMode && !options.phaseBarrier)
      warn(
        "boostMode is switched off: without phaseBarrier the ranks that it leaves out would run ahead of the others.",
      );
    checkNames(options, this.#machine.algorithms);
    const { interDimensionScheduling, localMemoryBandwidth, sharedBus, defaultDimensions } = options;
    if (defaultDimensions < logicalDimensions.length)
      warn(
        `Collectives that name no dimensions take part in the innermost ${defaultDimensions} alone (option defaultDimensions).`,
      );
    const passTime =
      options.reductionRounding === "bytes"
        ? (bytes: number) => Math.trunc(bytes / localMemoryBandwidth)
        : (bytes: number) => Math.trunc((bytes / (localMemoryBandwidth * 1e9)) * 1e9);
    const reductionTime = (bytes: number): number => options.reductionTime ?? memoryPasses * passTime(bytes);
    if (interDimensionScheduling.startsWith("offlineGreedy"))
      this.#themis = themisScheduler(context, options);
    this.#cursors = new QueueCursors(ranks, logicalDimensions.length, options);
    this.#planner = new Planner(
      options,
      new PlanCache({
        time: reductionTime,
        key: `${options.reductionTime} ${options.reductionRounding} ${localMemoryBandwidth}`,
      }),
      this.#cursors,
      this.#themis,
      this.#machine,
      new AlgorithmChoice(topology, this.#machine.algorithms),
    );
    this.#transport = new Transport(mailbox, topology, observed, options.rendezvousProtocol);
    const now = (): number => Math.trunc(simulator.now);
    const buses =
      sharedBus === undefined
        ? []
        : Array.from({ length: ranks }, (_, rank) => new SharedBus(rank, agenda, now, sharedBus));
    const message = new ReusedMessage();
    const runs = new PhaseRuns({
      simulator,
      agenda,
      transport: this.#transport,
      message,
      buses,
      reductionTime,
    });
    this.#scheduler = new StreamScheduler(
      { count: ranks, observed },
      logicalDimensions.length,
      options,
      simulator,
      runs,
      context.observer,
    );
    this.messages = this.#transport.messages;
    this.#world = this.#worldCommunicator(ranks);
    this.#prioritized = new Float64Array(ranks);
  }

  issue(rank: number, request: CollectiveRequest, done: () => void): CollectiveHandle {
    const now = Math.trunc(this.#simulator.now);
    const communicator = this.#communicator(request);
    if (rank === 0 && now !== this.#lastIssue) {
      this.#themis?.reset();
      this.#lastIssue = now;
    }
    const priority = this.#priority(rank, request);
    const { kind, bytes, dimensions: flags, root = 0 } = request;
    const dimensions = communicator.dimensions(request);
    const fixedSize = dimensions.some(({ named }) => named.algorithm.fixedSize === true);
    const chunks = communicator.next(rank, request, fixedSize, () => {
      requireWholeBytes(bytes);
      this.#collectives++;
      const { members, simulated, isGroup } = communicator;
      const planned = this.#planner.plan({
        rank,
        kind,
        bytes,
        root,
        priority,
        members,
        simulated,
        dimensions,
        takesPart: (dimension) =>
          isGroup || isRooted(kind) || (flags?.[dimension] ?? dimension < this.#options.defaultDimensions),
      });
      const { phaseBarrier } = this.#options;
      return planned.map((chunk) => new Chunk(chunk, phaseBarrier ? new PhaseBarrier(simulated) : undefined));
    });
    const phases = chunks.length === 0 ? 0 : chunks[0].phases.length;
    // Where boost mode leaves out all phases, a collective is over as soon as it is issued; its issuer hears of that once it has the handle.
    let isIssued = false;
    const end = (): void => (isIssued ? done() : this.#agenda.after(rank, 0, done));
    const progress = new CollectiveProgress(chunks.length, phases, now, fixedSize, end);
    for (const chunk of chunks) {
      for (const phase of chunk.phases) this.#cursors.follow(rank, phase);
      this.#scheduler.add(rank, chunk, progress);
    }
    isIssued = true;
    return progress;
  }

  /** What an observed rank did in each logical dimension, and the counters. */
  report(rank: number): SystemReport {
    const { statistics, recorder } = this.#scheduler.records[rank]!;
    const sent = this.#transport.bytesSent[rank]!;
    return {
      dimensions: this.logicalDimensions.map(({ npus, physical }, dimension) => {
        const { averageChunkLatency, activity } = statistics[dimension];
        return { npus, physical, bytesSent: sent[physical], averageChunkLatency, activity };
      }),
      phases: recorder.phases,
      droppedPhases: recorder.dropped,
      algorithms: this.#planner.uses.report(),
      counters: { collectives: this.#collectives, ...this.#scheduler.counters },
    };
  }

  sent(): { readonly messages: number; readonly of: number } {
    return { messages: this.#transport.sent, of: this.#scheduler.expectedMessages };
  }

  /** Ranks that started chunks in different orders can block each other for good, since each holds slots that the others need. The limit then gives way. */
  relieve(): boolean {
    const isRelieved = this.#scheduler.relieve();
    if (isRelieved) this.#machine.warn(overtakingWarning);
    return isRelieved;
  }

  pending(): Waiter[] {
    return this.#scheduler.pending();
  }

  /** Later collectives go first under LIFO, last under FIFO; under EXPLICIT the request tells. */
  #priority(rank: number, { priority }: CollectiveRequest): number {
    const { schedulingPolicy } = this.#options;
    if (priority === "highest") return highestPriority;
    if (schedulingPolicy === "EXPLICIT") return priority === "policy" ? 0 : priority;
    const count = this.#prioritized[rank]++;
    return schedulingPolicy === "LIFO" ? count : -count;
  }

  #communicator({ group, communicator: name }: CollectiveRequest): Communicator {
    if (group === undefined) return this.#world;
    const known = name === undefined ? this.#groupsByList.get(group) : this.#groupsByName.get(name);
    if (known !== undefined) return known;
    const communicator = this.#findGroup(group, name);
    if (name === undefined) this.#groupsByList.set(group, communicator);
    else this.#groupsByName.set(name, communicator);
    return communicator;
  }

  #findGroup(group: readonly number[], name: string | undefined): Communicator {
    const { npus } = this.#machine;
    requireRanks(group, npus);
    if (group.length === npus) return name === undefined ? this.#world : this.#worldCommunicator(npus, true);
    if (name !== undefined) return this.#groupCommunicator(group);
    const key = group.join();
    const communicator = this.#groups.get(key) ?? this.#groupCommunicator(group);
    this.#groups.set(key, communicator);
    return communicator;
  }

  #worldCommunicator(simulated: number, isGroup = false): Communicator {
    const members = { members: this.#machine.npus, simulated, ranks: undefined, isGroup };
    return new Communicator(members, this.#options.groupAlgorithms, (kind, algorithm, flags) => {
      const names = algorithm ?? this.#options[implementationOption[kind]];
      if (!isRooted(kind)) return collectiveDimensions(kind, names, this.#machine);
      const takesPart = (dimension: number) =>
        isGroup || (flags?.[dimension] ?? dimension < this.#options.defaultDimensions);
      const dimension = rootedDimension(kind, names, takesPart, this.#machine);
      return dimension === undefined ? [] : [dimension];
    });
  }

  #groupCommunicator(ranks: readonly number[]): Communicator {
    const members = { members: ranks.length, simulated: ranks.length, ranks, isGroup: true };
    const { groupAlgorithms, groupPlacement } = this.#options;
    return new Communicator(members, groupAlgorithms, (kind, algorithm) => {
      const names = algorithm ?? this.#options[implementationOption[kind]];
      if (!isRooted(kind)) return [groupDimension(kind, names, ranks, this.#machine, groupPlacement)];
      const place = groupDimension("all-reduce", undefined, ranks, this.#machine, groupPlacement);
      return [rootedGroup(kind, names, place, this.#machine)];
    });
  }
}

/** The algorithms of the run, and those that its options give as graphs. */
function withGraphs(
  algorithms: SystemContext["collectives"],
  graphs: SystemOptions["collectiveGraphs"],
): SystemContext["collectives"] {
  const own = Object.entries(graphs).map(([name, graph]) => [name, graphNamed(name, graph)] as const);
  return own.length === 0 ? algorithms : new Map([...algorithms, ...own]);
}

function graphNamed(name: string, graph: SystemOptions["collectiveGraphs"][string]): CollectiveAlgorithm {
  try {
    return collectiveFromGraph({ name, ...graph });
  } catch (error) {
    throw isAstraError(error) ? belowPart(error, `collectiveGraphs.${name}`) : error;
  }
}

/** Algorithms are looked up when a collective of their kind is first issued; a name that nobody knows is refused before time starts. */
function checkNames(options: SystemOptions, algorithms: SystemContext["collectives"]): void {
  for (const option of Object.values(implementationOption)) {
    for (const [index, name] of (options[option] ?? []).entries())
      lookUpAlgorithm(name, algorithms, `${option}.${index}`);
  }
}

function themisScheduler(
  { topology, logicalDimensions }: SystemContext,
  options: SystemOptions,
): ThemisScheduler {
  const bandwidths = logicalDimensions.map(({ physical }) =>
    schedulerBandwidth(topology.dimensions[physical]),
  );
  return new ThemisScheduler(
    logicalDimensions.map(({ npus }, dimension) => ({
      npus,
      relativeBandwidth: bandwidths[dimension] / bandwidths[0],
    })),
    options.interDimensionScheduling === "offlineGreedyFlex",
    options.gapDenominator,
  );
}

function requireWholeBytes(bytes: number): void {
  if (Number.isSafeInteger(bytes) && bytes >= 0) return;
  throw new AstraError("INVALID_VALUE", {
    problem: "a collective has an impossible size",
    found: bytes,
    expected: "a whole number of bytes, 0 or more",
  });
}

function requireRanks(group: readonly number[], npus: number): void {
  const isRank = (rank: number): boolean => Number.isInteger(rank) && rank >= 0 && rank < npus;
  if (group.length > 0 && group.every(isRank) && new Set(group).size === group.length) return;
  throw new AstraError("INVALID_VALUE", {
    problem: "a group of ranks for a collective is wrong",
    found: group,
    expected: `one or more different ranks between 0 and ${npus - 1}`,
  });
}
