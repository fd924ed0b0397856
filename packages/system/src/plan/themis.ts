import type { CollectiveKind, Dimension } from "@astra-ts/core";

const mebibyte = 1 << 20;

/** A dimension as Themis sees it. */
export interface ThemisDimension {
  readonly npus: number;
  /** Of one NPU, in units of dimension 0's. */
  readonly relativeBandwidth: number;
}

/** What Themis decides for one chunk: the order in which it visits the dimensions, and its size. */
export interface ThemisPlan {
  readonly order: number[];
  readonly bytes: number;
}

interface Load {
  readonly dimension: number;
  /** Time already planned into the dimension, in MiB at the bandwidth of dimension 0. */
  time: number;
}

/**
 * Bandwidth of one NPU in a dimension as the scheduler counts it: links that a symmetric collective can use, times what one carries. GiB/s, rounded to the digits that an
 * input file can have, so that ratios come out as from the file's own numbers.
 */
export function schedulerBandwidth({ shape, npus, links, bandwidth }: Dimension): number {
  const perLink = Number((bandwidth / (2 ** 30 / 1e9)).toPrecision(12));
  if (shape === "ring") return (links - (links % 2)) * perLink;
  if (shape === "fully-connected") return (links - (links % Math.max(npus - 1, 1))) * perLink;
  return links * perLink;
}

/**
 * The Themis scheduler (Rashidi et al., ISCA 2022) as ASTRA-sim 1.0 has it: each chunk starts in the dimension with the least planned work while the loads differ
 * enough to be worth it, and takes the plain order otherwise. The flexible form also picks the size that would level the loads.
 */
export class ThemisScheduler {
  readonly #dimensions: readonly ThemisDimension[];
  readonly #flexible: boolean;
  readonly #gapDenominator: number;
  #loads: Load[] = [];

  constructor(dimensions: readonly ThemisDimension[], flexible: boolean, gapDenominator: number) {
    this.#dimensions = dimensions;
    this.#flexible = flexible;
    this.#gapDenominator = gapDenominator;
    this.reset();
  }

  /** Forget all planned work: a new instant. */
  reset(): void {
    this.#loads = this.#dimensions.map((_, dimension) => ({ dimension, time: 0 }));
  }

  /** Plan the next chunk of at most `remaining` bytes; `chunk` is the size that an even split would give. */
  plan(
    kind: CollectiveKind,
    remaining: number,
    chunk: number,
    takesPart: (dimension: number) => boolean,
  ): ThemisPlan {
    const gathers = kind === "all-gather";
    this.#loads.sort((a, b) => a.time - b.time);
    if (gathers) this.#loads.reverse();
    const usable = this.#loads.filter(
      ({ dimension }) => takesPart(dimension) && this.#dimensions[dimension]!.npus > 1,
    );
    const even = Math.min(remaining, chunk);
    if (usable.length === 0) return { order: [], bytes: even };
    const gap = gathers ? this.#gatherGap(usable) : this.#reduceGap(usable[0]!);
    const level = this.#flexible ? gap < chunk : gap < Math.floor(chunk / this.#gapDenominator);
    if (level) return this.#planPlainOrder(even, gathers, takesPart);
    this.#charge(usable, this.#flexible ? gap : even, gathers);
    return {
      order: usable.map(({ dimension }) => dimension),
      bytes: this.#flexible ? Math.min(remaining, gap) : even,
    };
  }

  #reduceGap(first: Load): number {
    const last = this.#loads.at(-1)!;
    return this.#bytesIn(Math.abs(last.time - first.time), first.dimension, false);
  }

  /** An all-gather grows on its way: the bytes that close the gap in its last dimension, taken back to where it starts. */
  #gatherGap(usable: readonly Load[]): number {
    const first = usable[0]!;
    const last = usable.at(-1)!;
    let bytes = this.#bytesIn(Math.abs(last.time - first.time), last.dimension, true);
    for (const { dimension } of usable.slice(0, -1).reverse())
      bytes = Math.floor(bytes / this.#dimensions[dimension]!.npus);
    return bytes;
  }

  /** As in the original, list position k is charged for dimension k, also where an all-gather has turned the list round. */
  #planPlainOrder(bytes: number, gathers: boolean, takesPart: (dimension: number) => boolean): ThemisPlan {
    this.#loads.sort((a, b) => a.dimension - b.dimension);
    if (gathers) this.#loads.reverse();
    const order = this.#dimensions.map((_, dimension) => dimension);
    let moved = bytes;
    for (const dimension of order) {
      if (!takesPart(dimension) || this.#dimensions[dimension]!.npus === 1) continue;
      this.#loads[dimension]!.time += this.#timeOf(moved, dimension, gathers);
      moved = this.#after(moved, dimension, gathers);
    }
    return { order, bytes };
  }

  #charge(loads: readonly Load[], bytes: number, gathers: boolean): void {
    let moved = bytes;
    for (const load of loads) {
      load.time += this.#timeOf(moved, load.dimension, gathers);
      moved = this.#after(moved, load.dimension, gathers);
    }
  }

  #after(bytes: number, dimension: number, gathers: boolean): number {
    const { npus } = this.#dimensions[dimension]!;
    return gathers ? bytes * npus : Math.floor(bytes / npus);
  }

  #share(dimension: number, gathers: boolean): number {
    const { npus } = this.#dimensions[dimension]!;
    return gathers ? npus - 1 : (npus - 1) / npus;
  }

  #timeOf(bytes: number, dimension: number, gathers: boolean): number {
    return (
      ((bytes / mebibyte) * this.#share(dimension, gathers)) / this.#dimensions[dimension]!.relativeBandwidth
    );
  }

  #bytesIn(time: number, dimension: number, gathers: boolean): number {
    return Math.trunc(
      ((time * this.#dimensions[dimension]!.relativeBandwidth) / this.#share(dimension, gathers)) * mebibyte,
    );
  }
}
