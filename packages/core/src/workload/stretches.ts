/** Spans of time that one NPU spent on something, kept as instants: even entries start a span, odd entries end it. Spans that touch are one. */
export class Stretches {
  /** ns. Spans may overlap where they were added out of order. */
  readonly instants: number[] = [];

  /** A span from `start` to `end`, ns; one of no length is left out. */
  add(start: number, end: number): void {
    if (!(end > start)) return;
    const { instants } = this;
    const last = instants.length - 1;
    if (last > 0 && instants[last]! >= start && instants[last - 1]! <= start) {
      if (end > instants[last]!) instants[last] = end;
    } else instants.push(start, end);
  }
}
