import { AstraError, type GraphNodeWork, type GraphWorkload } from "@astra-ts/core";
import { type MscclAlgorithm, type MscclBlock, type MscclStep, receives, sends } from "./msccl-algorithm.js";

/** How an MSCCL algorithm becomes a graph. */
export interface MscclGraphOptions {
  /** Bytes of the larger of the collective's buffers; absent: messages are counted in chunks, for a system layer that knows the size. */
  readonly bytes?: number;
  /** Time of one reduction or copy, ns. Default 1. */
  readonly reduceTime?: number;
}

/** Where the nodes of a step stand: the first of them, and how many there are. */
interface StepNodes {
  readonly first: number;
  readonly count: number;
}

/**
 * The execution graph of an MSCCL algorithm. A step becomes a receive, a computation (where it reduces or copies) and a send, one after the other; it begins when the step before it in its
 * block and the one that it waits for have ended. A send ends when its message has arrived.
 */
export function mscclGraph(algorithm: MscclAlgorithm, options: MscclGraphOptions = {}): GraphWorkload {
  const { bytes, reduceTime = 1 } = options;
  const chunk = bytes === undefined ? 1 : Math.max(1, Math.floor(bytes / algorithm.chunks));
  const ranks = algorithm.gpus.map((blocks, gpu) => gpuNodes(blocks, gpu, chunk, reduceTime));
  return { kind: "graph", ranks };
}

function gpuNodes(
  blocks: readonly MscclBlock[],
  gpu: number,
  chunk: number,
  reduceTime: number,
): GraphNodeWork[] {
  let next = 0;
  const places = blocks.map(({ steps }) =>
    steps.map((step): StepNodes => {
      const place = { first: next, count: nodeCount(step) };
      next += place.count;
      return place;
    }),
  );
  const ends = new StepEnds(blocks, places, gpu);
  return blocks.flatMap((block, number) =>
    block.steps.flatMap((step, index) => {
      const before = [
        ...(step.waitsFor === undefined ? [] : ends.of(step.waitsFor.block, step.waitsFor.step)),
        ...(index === 0 ? [] : ends.of(number, index - 1)),
      ];
      const name = `tb ${number} step ${index} ${step.type}`;
      return stepNodes(step, block, places[number]![index]!.first, [...new Set(before)], {
        name,
        chunk,
        reduceTime,
      });
    }),
  );
}

function stepNodes(
  { type, count }: MscclStep,
  { sendTo, receiveFrom, channel: tag }: MscclBlock,
  first: number,
  before: readonly number[],
  { name, chunk, reduceTime }: { name: string; chunk: number; reduceTime: number },
): GraphNodeWork[] {
  const nodes: GraphNodeWork[] = [];
  const bytes = count * chunk;
  const head = () => ({
    id: first + nodes.length,
    name,
    after: nodes.length === 0 ? before : [first + nodes.length - 1],
  });
  if (receives(type)) nodes.push({ ...head(), kind: "receive", from: receiveFrom, tag, bytes });
  if (computes(type)) nodes.push({ ...head(), kind: "compute", duration: reduceTime });
  if (sends(type)) nodes.push({ ...head(), kind: "send", to: sendTo, tag, bytes });
  return nodes;
}

function nodeCount({ type }: MscclStep): number {
  return Number(receives(type)) + Number(computes(type)) + Number(sends(type));
}

function computes(type: MscclStep["type"]): boolean {
  return !["s", "r", "rcs", "nop"].includes(type);
}

/** The nodes that have to end for a step to have ended: its last one, or for a step without nodes those that it waits for. */
class StepEnds {
  readonly #blocks: readonly MscclBlock[];
  readonly #places: readonly (readonly StepNodes[])[];
  readonly #gpu: number;
  readonly #known = new Map<string, readonly number[]>();
  readonly #underWay = new Set<string>();

  constructor(blocks: readonly MscclBlock[], places: readonly (readonly StepNodes[])[], gpu: number) {
    this.#blocks = blocks;
    this.#places = places;
    this.#gpu = gpu;
  }

  of(block: number, step: number): readonly number[] {
    const { first, count } = this.#places[block]![step]!;
    if (count > 0) return [first + count - 1];
    const key = `${block}.${step}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#underWay.has(key)) {
      throw new AstraError("INVALID_VALUE", {
        field: `gpu ${this.#gpu}: tb ${block}: step ${step}`,
        problem: "steps without work wait for each other in a circle",
      });
    }
    this.#underWay.add(key);
    const { waitsFor } = this.#blocks[block]!.steps[step]!;
    const ends = [
      ...(waitsFor === undefined ? [] : this.of(waitsFor.block, waitsFor.step)),
      ...(step === 0 ? [] : this.of(block, step - 1)),
    ];
    this.#underWay.delete(key);
    this.#known.set(key, ends);
    return ends;
  }
}
