import type { ChunkMemory } from "./chunk-memory.js";
import type { ChunkSum, ChunkSums } from "./chunk-sums.js";
import { type MscclAlgorithm, type MscclPlace, receives, reduces, sends } from "./msccl-algorithm.js";
import { nameOf, type PlacedStep, type StepLines, wrongStep } from "./placed-step.js";
import { Access, type Clock, learn, type Moment } from "./step-clock.js";

/** Chunks under way, and what their sender knew. */
interface Message {
  readonly chunks: readonly ChunkSum[];
  readonly clock: Clock;
}

/** Messages from one GPU to another on one channel. */
interface Way {
  readonly messages: Message[];
  /** Which step comes next at either end. */
  readonly sending: Access;
  readonly receiving: Access;
  /** Blocks that wait for a message. */
  waiting: RunningBlock[];
}

/** A thread block as it goes on. */
interface RunningBlock {
  readonly gpu: number;
  readonly block: number;
  /** Its number among the blocks of all GPUs. */
  readonly number: number;
  /** Steps that have ended. */
  time: number;
  readonly clock: Clock;
  /** Blocks that wait for one of its steps. */
  waiting: RunningBlock[];
}

/**
 * Runs the steps of an algorithm without a clock, moving chunks in memory. Steps run in the order of their blocks, after the steps that they wait for and after what they receive was sent. Throws
 * INVALID_VALUE, with the line, where two steps come to the same chunk, or the same end of a channel, and nothing says which is first, unless both read.
 */
export function runSteps(
  algorithm: MscclAlgorithm,
  memory: ChunkMemory,
  sums: ChunkSums,
  lines: StepLines,
): void {
  new StepsRun(algorithm, memory, sums, lines).run();
}

class StepsRun {
  readonly #algorithm: MscclAlgorithm;
  readonly #memory: ChunkMemory;
  readonly #sums: ChunkSums;
  readonly #lines: StepLines;
  readonly #blocks: readonly (readonly RunningBlock[])[];
  readonly #ways = new Map<string, Way>();
  /** What a block knew when it ended a step that others wait for. */
  readonly #known = new Map<unknown, Clock | undefined>();

  constructor(algorithm: MscclAlgorithm, memory: ChunkMemory, sums: ChunkSums, lines: StepLines) {
    this.#algorithm = algorithm;
    this.#memory = memory;
    this.#sums = sums;
    this.#lines = lines;
    let number = 0;
    const count = algorithm.gpus.reduce((total, blocks) => total + blocks.length, 0);
    this.#blocks = algorithm.gpus.map((blocks, gpu) =>
      blocks.map((_, block) => ({
        gpu,
        block,
        number: number++,
        time: 0,
        clock: new Int32Array(count),
        waiting: [],
      })),
    );
    for (const blocks of algorithm.gpus)
      for (const { steps } of blocks)
        for (const { waitsFor } of steps)
          if (waitsFor !== undefined)
            this.#known.set(blocks[waitsFor.block]!.steps[waitsFor.step], undefined);
  }

  run(): void {
    const ready = this.#blocks.flat();
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) this.#advance(next, ready);
    const stuck = this.#blocks.flat().find((block) => this.#next(block) !== undefined);
    if (stuck === undefined) return;
    throw wrongStep(this.#next(stuck)!, this.#lines, { problem: "waits for ever for a message" });
  }

  #next({ gpu, block, time }: RunningBlock): PlacedStep | undefined {
    const step = this.#algorithm.gpus[gpu]![block]!.steps[time];
    return step === undefined ? undefined : { gpu, block, index: time, step };
  }

  /** Runs steps of a block until it ends or has to wait, and wakes whoever waited for them. */
  #advance(running: RunningBlock, ready: RunningBlock[]): void {
    for (let place = this.#next(running); place !== undefined; place = this.#next(running)) {
      const { gpu, block } = running;
      const { type, waitsFor } = place.step;
      const { sendTo, receiveFrom, channel } = this.#algorithm.gpus[gpu]![block]!;
      if (waitsFor !== undefined) {
        const other = this.#blocks[gpu]![waitsFor.block]!;
        if (other.time <= waitsFor.step) {
          other.waiting.push(running);
          return;
        }
        const { steps } = this.#algorithm.gpus[gpu]![waitsFor.block]!;
        learn(running.clock, this.#known.get(steps[waitsFor.step])!);
      }
      const incoming = receives(type) ? this.#way(receiveFrom, gpu, channel) : undefined;
      if (incoming?.messages.length === 0) {
        incoming.waiting.push(running);
        return;
      }
      const message = incoming?.messages.shift();
      if (message !== undefined) learn(running.clock, message.clock);
      running.time += 1;
      running.clock[running.number] = running.time;
      const moment = { place, block: running.number, time: running.time, clock: running.clock };
      if (incoming !== undefined)
        this.#refuseRival(incoming.receiving.write(moment), place, "message of a channel");
      const chunks = this.#move(moment, message);
      if (sends(type)) {
        const outgoing = this.#way(gpu, sendTo, channel);
        this.#refuseRival(outgoing.sending.write(moment), place, "message of a channel");
        outgoing.messages.push({ chunks, clock: running.clock.slice() });
        ready.push(...outgoing.waiting.splice(0));
      }
      if (this.#known.has(place.step)) this.#known.set(place.step, running.clock.slice());
      ready.push(...running.waiting.splice(0));
    }
  }

  /** Moves the chunks of a step in memory, and answers what it sends. */
  #move(moment: Moment, message: Message | undefined): ChunkSum[] {
    const { gpu, step } = moment.place;
    const { type, count, source, target } = step;
    this.#sums.count(count);
    const each = (chunk: (place: number) => ChunkSum): ChunkSum[] =>
      Array.from({ length: count }, (_, place) => chunk(place));
    const own = source === undefined ? [] : each((place) => this.#read(gpu, source, place, moment));
    const addsToTarget = type === "re" || type === "ra";
    const other = addsToTarget
      ? each((place) => this.#read(gpu, target!, place, moment))
      : (message?.chunks ?? []);
    const moved = reduces(type)
      ? own.map((sum, place) => this.#sums.add(sum, other[place]))
      : message === undefined
        ? own
        : [...message.chunks];
    if (target !== undefined)
      moved.forEach((sum, place) => {
        this.#write(gpu, target, place, moment, sum);
      });
    return moved;
  }

  #read(gpu: number, { buffer, offset }: MscclPlace, place: number, moment: Moment): ChunkSum {
    const cell = this.#memory.at(gpu, { buffer, offset: offset + place });
    this.#refuseRival(cell.access.read(moment), moment.place, `chunk ${offset + place} of buffer ${buffer}`);
    return cell.value;
  }

  #write(gpu: number, { buffer, offset }: MscclPlace, place: number, moment: Moment, sum: ChunkSum): void {
    const cell = this.#memory.at(gpu, { buffer, offset: offset + place });
    this.#refuseRival(cell.access.write(moment), moment.place, `chunk ${offset + place} of buffer ${buffer}`);
    cell.value = sum;
  }

  #refuseRival(rival: PlacedStep | undefined, place: PlacedStep, what: string): void {
    if (rival === undefined) return;
    const line = this.#lines.lineOf(rival.step);
    throw wrongStep(place, this.#lines, {
      problem: `nothing says which of two steps comes first to the ${what}`,
      found: `${nameOf(rival)}${line === undefined ? "" : ` in line ${line}`} as the other`,
      expected: "that one waits for the other (depid, deps), directly or by way of others",
    });
  }

  #way(from: number, to: number, channel: number): Way {
    const name = `${from} ${to} ${channel}`;
    let way = this.#ways.get(name);
    if (way === undefined) {
      way = { messages: [], sending: new Access(), receiving: new Access(), waiting: [] };
      this.#ways.set(name, way);
    }
    return way;
  }
}
