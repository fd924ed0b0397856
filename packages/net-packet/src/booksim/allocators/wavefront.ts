import { Allocator } from "./allocator.js";

/** Grants diagonal by diagonal, from one that moves on with each allocation; higher priorities in sweeps of their own before lower ones. */
export class WavefrontAllocator extends Allocator {
  readonly #size: number;
  /** True: the next sweep begins after the first diagonal that was granted, not after the one where this began. */
  readonly #skips: boolean;
  #diagonal = 0;

  constructor(inputs: number, outputs: number, skips: boolean) {
    super(inputs, outputs);
    this.#size = Math.max(inputs, outputs);
    this.#skips = skips;
  }

  allocate(): void {
    if (this.count === 0) return;
    const requests = Array.from({ length: this.count }, (_, request) => request);
    requests.sort((a, b) => this.#order(a, b));
    let first = -1;
    for (const request of requests) {
      const input = this.input[request]!;
      const output = this.output[request]!;
      if (this.inputMatch[input] !== -1 || this.outputMatch[output] !== -1) continue;
      this.match(input, output);
      if (first < 0) first = input + output;
    }
    this.#diagonal = ((this.#skips ? first : this.#diagonal) + 1) % this.#size;
  }

  #order(a: number, b: number): number {
    return (
      this.outputPriority[b]! - this.outputPriority[a]! ||
      this.inputPriority[b]! - this.inputPriority[a]! ||
      this.#steps(a) - this.#steps(b) ||
      this.output[a]! - this.output[b]!
    );
  }

  #steps(request: number): number {
    return (this.input[request]! + this.output[request]! - this.#diagonal + this.#size) % this.#size;
  }
}
