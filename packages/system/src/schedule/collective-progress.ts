import type { CollectiveHandle } from "@astra-ts/core";

/** A collective on one rank: counts its chunks down and gathers their delays. */
export class CollectiveProgress implements CollectiveHandle {
  readonly active: boolean;
  readonly fixedSize: boolean;
  readonly chunks: number;
  readonly issued: number;
  readonly queueingDelay: number[];
  readonly networkDelay: number[];
  readonly #done: () => void;
  #left: number;

  constructor(chunks: number, phases: number, issued: number, fixedSize: boolean, done: () => void) {
    this.fixedSize = fixedSize;
    this.active = chunks > 0;
    this.chunks = chunks;
    this.issued = issued;
    this.queueingDelay = new Array<number>(phases === 0 ? 0 : phases + 1).fill(0);
    this.networkDelay = new Array<number>(phases).fill(0);
    this.#done = done;
    this.#left = chunks;
  }

  /** A chunk waited `delay` ns in its queue for phase `phase` (from 0). */
  addQueueingDelay(phase: number, delay: number): void {
    this.queueingDelay[phase + 1] += delay;
  }

  /** Messages of a chunk took `delay` ns on average in phase `phase` (from 0). */
  addNetworkDelay(phase: number, delay: number): void {
    this.networkDelay[phase] += delay;
  }

  finishChunk(): void {
    if (--this.#left > 0) return;
    for (const delays of [this.queueingDelay, this.networkDelay])
      for (let phase = 0; phase < delays.length; phase++) delays[phase] /= this.chunks;
    this.#done();
  }
}
