import { type CollectiveKind, collectiveKinds, type GraphWorkload } from "@astra-ts/core";
import * as z from "zod";

/** Algorithm names, one for each dimension, innermost first; or the form of ASTRA-sim's system files, `ring_direct8_halvingDoubling`. */
const implementation = z
  .union([
    z.string().transform((names) => names.split("_")),
    z.array(z.string()).min(1, "an implementation list needs at least one algorithm name"),
  ])
  .describe("algorithm of each dimension, innermost first: a list, or names joined by _");

/** The algorithm of a collective with a root, which one phase over all its NPUs does. */
const rootedImplementation = z
  .union([
    z.string().transform((name) => [name]),
    z.array(z.string()).length(1, "a collective with a root is done in one phase, by one algorithm"),
  ])
  .describe("algorithm that does it among all NPUs that take part, in one phase");

const nanoseconds = z.number().int().min(0);
const count = z.number().int().min(1);

const sharedBus = z
  .strictObject({
    latency: nanoseconds.describe("L of LogGP, ns"),
    overhead: nanoseconds.describe("o of LogGP, ns"),
    gap: nanoseconds.describe("g of LogGP, ns"),
    gapPerByte: z.number().min(0).describe("G of LogGP, ns per byte"),
    localReductionDelay: nanoseconds.default(1).describe("ns to reduce 100 bytes on the bus"),
  })
  .describe(
    "pass messages over a LogGP bus between network interface and memory instead of the endpoint delay",
  );

const collectiveGraph = z.strictObject({
  graph: z
    .custom<GraphWorkload>((value) => (value as GraphWorkload | undefined)?.kind === "graph")
    .describe("computation, sends and receives of each position"),
  kinds: z
    .array(z.enum(collectiveKinds))
    .min(1)
    .optional()
    .describe("collectives that it does; absent: every kind"),
  madeFor: z
    .int()
    .min(1)
    .optional()
    .describe(
      "bytes of the collective that the graph was written for: others scale its messages; absent: as written",
    ),
  parts: z
    .int()
    .min(1)
    .optional()
    .describe("parts that the collective's larger buffer is cut into: sizes of messages count parts"),
  over: z
    .enum(["all", "dimension"])
    .default("all")
    .describe("whole collectives over all NPUs, or chunks of them in one dimension"),
  issueOrder: z
    .enum(["listed", "hashed"])
    .default("listed")
    .describe(
      "order in which what becomes ready together starts: by id, or as in a hash set of C++ (ASTRA-sim 2.x)",
    ),
});

/** Options of the `astra` system layer. Defaults are those of ASTRA-sim 1.0 where it has one. */
export const systemOptions = z.strictObject({
  schedulingPolicy: z
    .enum(["LIFO", "FIFO", "EXPLICIT"])
    .default("LIFO")
    .describe("which of several collectives goes first: the latest, the earliest, or as the workload says"),
  endpointDelay: nanoseconds
    .default(10)
    .describe("ns before the first send of a phase and after each receive"),
  groupEndpointDelay: nanoseconds
    .optional()
    .describe(
      "the same for collectives over a group of ranks; default: endpointDelay (ASTRA-sim 2.x: always 10)",
    ),
  activeChunksPerDimension: z
    .number()
    .int()
    .min(1, "no chunk could ever start")
    .default(1)
    .describe("chunks of one NPU that may be in flight in one dimension, shared by its queues"),
  preferredDatasetSplits: z.number().int().min(1).default(1).describe("chunks that a collective is cut into"),
  queuesPerDimension: z
    .union([count, z.array(count).min(1)])
    .default(1)
    .describe(
      "independent queues of one dimension, or of each; the second half of them runs rings the other way",
    ),
  oneWayDimensions: z
    .array(z.number().int().min(0))
    .default([])
    .describe(
      "dimensions whose queues all run rings the same way (the packages of ASTRA-sim's Garnet machines)",
    ),
  boostMode: z
    .boolean()
    .default(false)
    .describe("simulate only the groups that NPU 0 is in; exact for symmetric runs, and faster"),
  allReduceImplementation: implementation.optional(),
  allGatherImplementation: implementation.optional(),
  reduceScatterImplementation: implementation.optional(),
  allToAllImplementation: implementation.optional(),
  broadcastImplementation: rootedImplementation.optional(),
  reduceImplementation: rootedImplementation.optional(),
  gatherImplementation: rootedImplementation.optional(),
  scatterImplementation: rootedImplementation.optional(),
  unnamedAlgorithm: z
    .enum(["suitable", "ring"])
    .default("suitable")
    .describe(
      "what does a collective where no implementation list is given: what suits its kind, its size and the wiring, or a ring in every dimension, a chain where there is a root (ASTRA-sim)",
    ),
  collectiveOptimization: z
    .enum(["baseline", "localBWAware"])
    .default("localBWAware")
    .describe(
      "all-reduce over several dimensions: one all-reduce in each, or reduce-scatters in, one all-reduce, all-gathers out",
    ),
  intraDimensionScheduling: z
    .enum(["FIFO", "RG", "smallestFirst", "lessRemainingPhaseFirst"])
    .default("FIFO")
    .describe("order of the chunks that wait for one dimension"),
  interDimensionScheduling: z
    .enum(["ascending", "roundRobin", "offlineGreedy", "offlineGreedyFlex"])
    .default("ascending")
    .describe("order in which a chunk visits the dimensions; offlineGreedy is Themis"),
  gapDenominator: z
    .number()
    .int()
    .min(1)
    .default(16)
    .describe("Themis: balance the dimensions when their loads differ by more than a chunk over this"),
  sharedBus: sharedBus.optional(),
  rendezvousProtocol: z
    .boolean()
    .default(false)
    .describe("a sender waits for an 8 KiB control message from the receiver"),
  localMemoryBandwidth: z
    .number()
    .positive()
    .default(500_000)
    .describe("bytes per ns; a reduction writes its message once and reads it twice"),
  reductionTime: nanoseconds
    .optional()
    .describe("ns to reduce a message, whatever its size, in place of localMemoryBandwidth (Garnet: 30)"),
  reductionRounding: z
    .enum(["bytes", "seconds"])
    .default("bytes")
    .describe(
      "bytes over localMemoryBandwidth are cut to whole ns; or calculated in seconds first, whose rounding can take 1 ns away (ASTRA-sim 2.x)",
    ),
  phaseBarrier: z
    .boolean()
    .default(true)
    .describe("a chunk enters its next phase when all NPUs have ended the last one (ASTRA-sim 1.0)"),
  chunkRounding: z
    .enum(["exact", "full-chunks"])
    .default("exact")
    .describe(
      "exact: the last chunk takes what is left; full-chunks: every chunk is as large as the first (ASTRA-sim 2.x)",
    ),
  groupPlacement: z
    .enum(["dimension", "first"])
    .default("dimension")
    .describe(
      "where collectives over a group of ranks queue: in the dimension that the group lies in, with its algorithm, or all in the innermost (ASTRA-sim 2.x)",
    ),
  groupsReduceThroughout: z
    .boolean()
    .default(false)
    .describe(
      "charge a reduction in both halves of a direct all-reduce over a group of ranks (ASTRA-sim 2.x)",
    ),
  defaultDimensions: z
    .number()
    .int()
    .min(1)
    .default(2 ** 31)
    .describe("innermost dimensions that take part in a collective that names none (ASTRA-sim 2.x: 4)"),
  incompleteCollectives: z
    .boolean()
    .default(false)
    .describe(
      "run algorithms also on numbers of NPUs where they end without having done the whole collective (ASTRA-sim 2.x)",
    ),
  groupAlgorithms: z
    .enum(["own", "first"])
    .default("own")
    .describe(
      "which algorithm does a collective that names its own, in a group of ranks: that one, or the one with which the group did its first collective of this kind (ASTRA-sim 2.x)",
    ),
  collectiveGraphs: z
    .record(z.string(), collectiveGraph)
    .default({})
    .describe(
      "collective algorithms given as execution graphs, by the name to be written in an implementation list",
    ),
  queueAssignment: z
    .enum(["rotating", "halves"])
    .default("rotating")
    .describe(
      "halves: the all-gathers of an all-reduce take the second half of a dimension's queues (ASTRA-sim 2.x)",
    ),
});

/** Options as an experiment writes them. */
export type SystemOptionsInput = z.input<typeof systemOptions>;
/** Options with every default filled in. */
export type SystemOptions = z.output<typeof systemOptions>;

/** Where `2.x` differs from `1.0` in the system layer: spread it over the options of an experiment. */
export const rulesOfAstraSim2 = {
  phaseBarrier: false,
  reductionRounding: "seconds",
  chunkRounding: "full-chunks",
  queueAssignment: "halves",
  groupEndpointDelay: 10,
  groupPlacement: "first",
  groupsReduceThroughout: true,
  groupAlgorithms: "first",
  defaultDimensions: 4,
  incompleteCollectives: true,
  unnamedAlgorithm: "ring",
} as const satisfies Partial<SystemOptionsInput>;

/** Option that names the algorithms of a kind of collective. */
export const implementationOption = {
  "all-reduce": "allReduceImplementation",
  "all-gather": "allGatherImplementation",
  "reduce-scatter": "reduceScatterImplementation",
  "all-to-all": "allToAllImplementation",
  broadcast: "broadcastImplementation",
  reduce: "reduceImplementation",
  gather: "gatherImplementation",
  scatter: "scatterImplementation",
} as const satisfies Record<CollectiveKind, keyof SystemOptions>;
