/** The part of the timeline that is in view: times in ns along x, pixels along y. */
export class Viewport {
  readonly #end: number;
  #from = 0;
  #to: number;
  /** First visible pixel of all lanes. */
  top = 0;
  /** Height of one lane, pixels. */
  laneHeight: number;

  constructor(end: number, laneHeight: number) {
    this.#end = Math.max(end, 1);
    this.#to = this.#end;
    this.laneHeight = laneHeight;
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  get zoomed(): boolean {
    return this.#from > 0 || this.#to < this.#end;
  }

  /** Zoom by a factor, keeping the time at `share` of the width (0..1) where it is. */
  zoom(factor: number, share = 0.5): void {
    const length = this.#to - this.#from;
    const wanted = Math.min(this.#end, Math.max(length / factor, Math.min(10, this.#end)));
    const fixed = this.#from + length * share;
    this.#place(fixed - wanted * share, wanted);
  }

  /** Move by a share of the width. */
  pan(share: number): void {
    const length = this.#to - this.#from;
    this.#place(this.#from + length * share, length);
  }

  show(from: number, to: number): void {
    this.#place(from, Math.max(to - from, Math.min(10, this.#end)));
  }

  reset(): void {
    this.#from = 0;
    this.#to = this.#end;
  }

  #place(from: number, length: number): void {
    this.#from = Math.max(0, Math.min(from, this.#end - length));
    this.#to = this.#from + length;
  }
}
