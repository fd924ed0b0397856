import type { CollectiveKind } from "@astra-ts/core";

/**
 * What a step of a thread block does: `s` sends, `r` receives, `c` copies or stores, `r` reduces; `nop` only waits. In a name of several letters the first is the receive. `re` and `ra` add the
 * source to the target.
 */
export const stepTypes = ["s", "r", "rcs", "rrc", "rrs", "rrcs", "cpy", "re", "ra", "nop"] as const;

/** One of these types. */
export type MscclStepType = (typeof stepTypes)[number];

/** Buffers of a GPU: input, output and scratch. */
export const bufferNames = ["i", "o", "s"] as const;

/** One of these buffers. */
export type MscclBuffer = (typeof bufferNames)[number];

/** Where chunks stand: a buffer of a GPU, and the first of them. */
export interface MscclPlace {
  readonly buffer: MscclBuffer;
  readonly offset: number;
}

/** A step of a thread block; steps of one block follow each other. */
export interface MscclStep {
  readonly type: MscclStepType;
  /** Chunks that it moves. */
  readonly count: number;
  /** What it reads, and what it writes; undefined where it does not. */
  readonly source?: MscclPlace;
  readonly target?: MscclPlace;
  /** Block and step, of the same GPU, that has to end before; undefined: none. */
  readonly waitsFor?: { readonly block: number; readonly step: number };
}

/** A thread block: a sequence of steps, with one peer to send to, one to receive from, and a channel. */
export interface MscclBlock {
  /** Rank; -1: none. */
  readonly sendTo: number;
  readonly receiveFrom: number;
  readonly channel: number;
  readonly steps: readonly MscclStep[];
}

/** A collective algorithm as MSCCL's XML files describe it. */
export interface MscclAlgorithm {
  readonly name: string;
  readonly collective: CollectiveKind;
  /** Chunks that the larger of the collective's buffers (the output of an all-gather, else the input) is cut into. */
  readonly chunks: number;
  /** Whether the smaller of input and output is a part of the larger: the same memory. */
  readonly isInPlace: boolean;
  /** Thread blocks of each GPU, in order of rank. */
  readonly gpus: readonly (readonly MscclBlock[])[];
}

/** Whether a step of this type sends a message. */
export function sends(type: MscclStepType): boolean {
  return type === "s" || type === "rcs" || type === "rrs" || type === "rrcs";
}

/** Whether a step of this type receives a message. */
export function receives(type: MscclStepType): boolean {
  return type === "r" || type === "rcs" || type === "rrc" || type === "rrs" || type === "rrcs";
}

/** Whether a step of this type adds up two things: its source, and what it receives or its target has. */
export function reduces(type: MscclStepType): boolean {
  return type === "rrc" || type === "rrs" || type === "rrcs" || type === "re" || type === "ra";
}

/** Whether a step of this type reads chunks of its own GPU. */
export function readsSource(type: MscclStepType): boolean {
  return type === "s" || type === "cpy" || reduces(type);
}

/** Whether a step of this type writes chunks of its own GPU. */
export function writesTarget(type: MscclStepType): boolean {
  return type !== "s" && type !== "rrs" && type !== "nop";
}
