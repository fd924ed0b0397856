import type { CollectiveLedger } from "../bound/collective-ledger.js";
import type { MessageLedger } from "../bound/message-ledger.js";
import type { CollectiveAlgorithm } from "../collective/collective.js";
import type { ComputeSpeeds } from "../compute/speeds.js";
import type { Mailbox } from "../network/mailbox.js";
import type { Network } from "../network/network.js";
import type { RunObserver, RunTap } from "../observe/run-event.js";
import type { Choice } from "../schema/choice.js";
import type { Simulator } from "../simulator/simulator.js";
import type { SystemLayer, SystemModel } from "../system/system.js";
import type { Topology } from "../topology/topology.js";
import type { PreparedWorkload, RunningWorkload } from "./model.js";
import type { Workload } from "./workload.js";

/**
 * A workload on some NPUs of the machine, for a workload that is made of others.
 * @alpha
 */
export interface PartInput {
  /** NPU i of the part is `ranks[i]` of the machine. */
  readonly ranks: readonly number[];
  /** The part as a machine of its own, see {@link partOfTopology}. */
  readonly topology: Topology;
  readonly workload: Workload;
  readonly workloadOptions?: unknown;
  /** Default: the experiment's. */
  readonly system?: Choice | undefined;
  /** Where it stands in the workload, such as `jobs.0`: errors name their fields below it. */
  readonly field: string;
}

/**
 * A part that has been checked.
 * @alpha
 */
export interface PreparedPart {
  /** Builds its layers; to be called once, while the workload that it is part of is created. */
  create(): RunningPart;
}

/**
 * The layers of a part. They speak of its own NPUs, from 0.
 * @alpha
 */
export interface RunningPart {
  readonly workload: RunningWorkload;
  readonly system: SystemLayer;
}

/** Workload and system model of a machine, or of a part of one: found, and their options checked. */
export interface PreparedLayers {
  readonly workload: PreparedWorkload;
  readonly workloadOptions: unknown;
  readonly system: SystemModel;
  readonly systemOptions: unknown;
}

/** What the parts of a run share; there when their layers are built. */
export interface SharedByParts {
  readonly run: {
    readonly experiment: { readonly speeds?: ComputeSpeeds | undefined };
    readonly simulator: Simulator;
    readonly network: Network;
    readonly mailbox: Mailbox;
    readonly collectives: CollectiveLedger;
    readonly messages: MessageLedger;
    /** Ranks of the machine of which more is kept than times and bytes. */
    readonly observed: readonly number[];
  };
  readonly algorithms: ReadonlyMap<string, CollectiveAlgorithm>;
  /** Told, in one sentence, of what the user should know but need not mend. */
  readonly warn: (message: string) => void;
  readonly tap: RunTap;
  readonly observer: RunObserver | undefined;
}

/**
 * The run as its parts need it; to be handed to {@link preparePart}.
 * @alpha
 */
export interface PartsHost {
  /** Finds the layers of a part and checks their options. */
  prepare(input: PartInput): PreparedLayers;
  /** To be asked when the part's layers are built. */
  shared(): SharedByParts;
}
