import process from "node:process";

const cell = new Int32Array(new SharedArrayBuffer(4));

/** Holds this thread for a while. */
export function pause(milliseconds: number): void {
  Atomics.wait(cell, 0, 0, milliseconds);
}

/** Seconds on a clock that only runs forward; not the one that models must leave alone. */
export function seconds(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}
