/** What a sender knows of the buffer at the other end of a wire: who holds each virtual channel, and how many of its slots are in use. */
export class DownstreamBuffer {
  /** Slots in use over all virtual channels. */
  occupancy = 0;
  readonly #slots: number;
  readonly #waitForTail: boolean;
  readonly #used: Int32Array;
  readonly #held: Uint8Array;
  readonly #tailSent: Uint8Array;

  constructor(vcs: number, slots: number, waitForTail: boolean) {
    this.#slots = slots;
    this.#waitForTail = waitForTail;
    this.#used = new Int32Array(vcs);
    this.#held = new Uint8Array(vcs);
    this.#tailSent = new Uint8Array(vcs);
  }

  isFree(vc: number): boolean {
    return this.#held[vc] === 0;
  }

  isFull(vc: number): boolean {
    return this.#used[vc]! >= this.#slots;
  }

  isEmpty(vc: number): boolean {
    return this.#used[vc] === 0;
  }

  take(vc: number): void {
    this.#held[vc] = 1;
    this.#tailSent[vc] = 0;
  }

  send(vc: number, isTail: boolean): void {
    this.occupancy++;
    this.#used[vc]!++;
    if (!isTail) return;
    this.#tailSent[vc] = 1;
    if (!this.#waitForTail) this.#held[vc] = 0;
  }

  credit(vc: number): void {
    this.occupancy--;
    this.#used[vc]!--;
    if (this.#waitForTail && this.#used[vc] === 0 && this.#tailSent[vc] === 1) this.#held[vc] = 0;
  }
}
