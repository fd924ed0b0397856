import type { CollectiveKind } from "../collective/kind.js";
import type { Layer } from "./workload.js";

/** The three passes of a layer, in the order of the columns of ASTRA-sim's text format. */
export const passKinds = ["forward", "inputGradient", "weightGradient"] as const;

/** One of the three passes. */
export type PassKind = (typeof passKinds)[number];

/**
 * Which dimensions a collective runs over.
 * `first`: dimension 0; `others`: all but dimension 0; `model` and `data`: the dimensions inside and outside of one model-parallel group; `none`: it is never sent.
 */
export type CollectiveScope = "all" | "none" | "first" | "others" | "model" | "data";

/** Facts that a training loop needs beyond the table of layers. Each is a header field or a column of the text format. */
export type LoopParameter = "modelParallelGroup" | "checkpoints" | "lastBottomLayer" | "parallelism";

/** One thing that a rank does next. Made by the methods of {@link LoopPass} and {@link LoopContext}, and yielded by a training loop. */
export type LoopCommand =
  | { readonly op: "compute"; readonly layer: number; readonly pass: PassKind }
  | {
      readonly op: "issue";
      readonly layer: number;
      readonly pass: PassKind;
      readonly wait: boolean;
      readonly priority: "policy" | "highest";
    }
  | { readonly op: "settle"; readonly layer: number; readonly pass: PassKind }
  | { readonly op: "step" };

/** One pass of one layer, as a training loop sees it. */
export interface LoopPass {
  /** ns. */
  readonly duration: number;
  /** The collective that follows the compute, or null. */
  readonly communication: CollectiveKind | null;
  /** Compute, and go on when that is over. */
  compute(): LoopCommand;
  /** Start the collective and go on at once. Nothing happens where the pass has none. */
  issue(options?: { priority: "policy" | "highest" }): LoopCommand;
  /** Start the collective and stand still until it is done. */
  issueAndWait(): LoopCommand;
  /** Stand still until no collective of this pass is under way. */
  settled(): LoopCommand;
}

/** One layer, as a training loop sees it. */
export interface LoopLayer {
  /** From 0. */
  readonly index: number;
  readonly name: string;
  readonly forward: LoopPass;
  readonly inputGradient: LoopPass;
  readonly weightGradient: LoopPass;
  /** Transformer with checkpoints: the forward activations of this layer are kept. */
  readonly isCheckpoint: boolean;
  /** Transformer with checkpoints: its input gradient first repeats the forward pass from the last checkpoint on. */
  readonly startsRecompute: boolean;
}

/** What a training loop is given. */
export interface LoopContext {
  readonly layers: readonly LoopLayer[];
  /** DLRM: index of the last bottom layer; -1 where the workload names none. */
  readonly lastBottomLayer: number;
  /** One cycle: what ASTRA-sim charges for each change of state of a loop. */
  step(): LoopCommand;
}

/**
 * The order in which a training step computes and communicates.
 *
 * `run` describes one pass over the model as a list of commands. It is run once, before time starts; every rank then follows the same list at its own
 * pace, for as many passes as the experiment asks for. A pass is over when its last command but a closing `step()` is done; that closing step leads to the
 * next pass.
 */
export interface TrainingLoop {
  /** As written in a workload file: `DATA`. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** What the workload has to say beyond its layers; absent: nothing. */
  readonly parameters?: readonly LoopParameter[];
  /** Dimensions of the collective of one layer and pass; absent: `all` everywhere. */
  scope?(layer: Layer, index: number, pass: PassKind): CollectiveScope;
  /** One pass over the model: the commands that each rank follows, in order. */
  run(context: LoopContext): Iterable<LoopCommand>;
}

/** Identity function that checks the type. */
export function defineTrainingLoop(loop: TrainingLoop): TrainingLoop {
  return loop;
}
