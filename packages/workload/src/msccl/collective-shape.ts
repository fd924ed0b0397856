import type { CollectiveKind } from "@astra-ts/core";

/** How many GPUs take part, and how many chunks the larger of the collective's buffers has. */
export interface CollectiveSize {
  readonly gpus: number;
  readonly chunks: number;
}

/** A chunk of a GPU's input, before anything is done. */
export interface InputChunk {
  readonly gpu: number;
  readonly chunk: number;
}

/** What a collective starts from and what it promises, in chunks. */
export interface CollectiveShape {
  /** Whether its chunks are shared out among the GPUs. */
  readonly isShared: boolean;
  /** Chunks of each GPU's input, and of its output. */
  inputs(size: CollectiveSize): number;
  outputs(size: CollectiveSize): number;
  /** What chunk `chunk` of the output of a GPU has to be the sum of. */
  promised(gpu: number, chunk: number, size: CollectiveSize): readonly InputChunk[];
  /** Whether the output of a GPU is promised anything. Absent: that of every GPU is. */
  isPromised?(gpu: number): boolean;
}

/** Files name no root: it is GPU 0. */
const isRoot = (gpu: number) => gpu === 0;

const all = ({ chunks }: CollectiveSize) => chunks;
const share = ({ chunks, gpus }: CollectiveSize) => chunks / gpus;
const sumOf = (chunk: number, { gpus }: CollectiveSize) =>
  Array.from({ length: gpus }, (_, gpu) => ({ gpu, chunk }));

/** The shape of each kind of collective. */
export const collectiveShapes: Readonly<Record<CollectiveKind, CollectiveShape>> = {
  "all-reduce": {
    isShared: false,
    inputs: all,
    outputs: all,
    promised: (_, chunk, size) => sumOf(chunk, size),
  },
  "reduce-scatter": {
    isShared: true,
    inputs: all,
    outputs: share,
    promised: (gpu, chunk, size) => sumOf(gpu * share(size) + chunk, size),
  },
  "all-gather": {
    isShared: true,
    inputs: share,
    outputs: all,
    promised: (_, chunk, size) => [{ gpu: Math.floor(chunk / share(size)), chunk: chunk % share(size) }],
  },
  "all-to-all": {
    isShared: true,
    inputs: all,
    outputs: all,
    promised: (gpu, chunk, size) => [
      { gpu: Math.floor(chunk / share(size)), chunk: gpu * share(size) + (chunk % share(size)) },
    ],
  },
  broadcast: { isShared: false, inputs: all, outputs: all, promised: (_, chunk) => [{ gpu: 0, chunk }] },
  reduce: {
    isShared: false,
    inputs: all,
    outputs: all,
    promised: (_, chunk, size) => sumOf(chunk, size),
    isPromised: isRoot,
  },
  gather: {
    isShared: true,
    inputs: share,
    outputs: all,
    promised: (_, chunk, size) => [{ gpu: Math.floor(chunk / share(size)), chunk: chunk % share(size) }],
    isPromised: isRoot,
  },
  scatter: {
    isShared: true,
    inputs: all,
    outputs: share,
    promised: (gpu, chunk, size) => [{ gpu: 0, chunk: gpu * share(size) + chunk }],
  },
};
