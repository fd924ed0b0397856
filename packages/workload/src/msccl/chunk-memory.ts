import type { ChunkSum } from "./chunk-sums.js";
import { collectiveShapes } from "./collective-shape.js";
import { bufferNames, type MscclAlgorithm, type MscclPlace } from "./msccl-algorithm.js";
import { Access } from "./step-clock.js";

/** A chunk of memory of a GPU. */
export interface Cell {
  value: ChunkSum;
  readonly access: Access;
}

/** The memory of all GPUs, chunk by chunk. */
export class ChunkMemory {
  readonly #gpus: readonly Map<number, Cell>[];
  readonly #algorithm: MscclAlgorithm;

  constructor(algorithm: MscclAlgorithm) {
    this.#algorithm = algorithm;
    this.#gpus = algorithm.gpus.map(() => new Map());
  }

  /** The chunk at a place of a GPU. In place, the same chunk may have a place in two buffers. */
  at(gpu: number, place: MscclPlace): Cell {
    const { buffer, offset } = this.#algorithm.isInPlace ? this.#place(gpu, place) : place;
    const key = offset * bufferNames.length + bufferNames.indexOf(buffer);
    const cells = this.#gpus[gpu]!;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { value: undefined, access: new Access() };
      cells.set(key, cell);
    }
    return cell;
  }

  /** The place in the larger of input and output, of which the smaller is the part that belongs to the GPU. */
  #place(gpu: number, { buffer, offset }: MscclPlace): MscclPlace {
    if (buffer === "s") return { buffer, offset };
    const { collective, chunks, gpus } = this.#algorithm;
    const size = { chunks, gpus: gpus.length };
    const shape = collectiveShapes[collective];
    const inputs = shape.inputs(size);
    const outputs = shape.outputs(size);
    const larger = inputs >= outputs ? "i" : "o";
    if (buffer === larger) return { buffer, offset };
    return { buffer: larger, offset: inputs === outputs ? offset : gpu * Math.min(inputs, outputs) + offset };
  }
}
