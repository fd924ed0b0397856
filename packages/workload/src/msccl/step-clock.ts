import type { PlacedStep } from "./placed-step.js";

/** How many of its steps each thread block has ended for certain, as one block knows it: a vector clock. */
export type Clock = Int32Array;

/** A step under way: its block among all blocks, how many steps of it have then ended, and what it knows of the others. */
export interface Moment {
  readonly place: PlacedStep;
  readonly block: number;
  readonly time: number;
  readonly clock: Clock;
}

/** Takes over what another clock knows. */
export function learn(clock: Clock, other: Clock): void {
  for (let block = 0; block < clock.length; block++)
    if (other[block]! > clock[block]!) clock[block] = other[block]!;
}

/** Something that steps read and write: the last that wrote it, and those that have read it since. */
export class Access {
  #writer: Moment | undefined;
  readonly #readers = new Map<number, Moment>();

  get writer(): PlacedStep | undefined {
    return this.#writer?.place;
  }

  /** Answers the step that wrote it and that nothing puts before this one, if there is one. */
  read(moment: Moment): PlacedStep | undefined {
    this.#readers.set(moment.block, moment);
    return isBefore(this.#writer, moment) ? undefined : this.#writer?.place;
  }

  /** Answers a step that wrote or read it and that nothing puts before this one, if there is one. */
  write(moment: Moment): PlacedStep | undefined {
    const rival = [this.#writer, ...this.#readers.values()].find((earlier) => !isBefore(earlier, moment));
    this.#readers.clear();
    this.#writer = moment;
    return rival?.place;
  }
}

function isBefore(earlier: Moment | undefined, moment: Moment): boolean {
  return earlier === undefined || moment.clock[earlier.block]! >= earlier.time;
}
