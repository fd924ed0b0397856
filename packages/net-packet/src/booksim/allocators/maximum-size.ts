import { Allocator } from "./allocator.js";

/** A matching of as many pairs as there can be, by shortest augmenting paths; the input from which the search begins moves on with each allocation. */
export class MaximumSizeAllocator extends Allocator {
  #start = 0;
  /** For each output the input by which the search came to it; -1: not yet. */
  readonly #cameFrom: Int32Array;

  constructor(inputs: number, outputs: number) {
    super(inputs, outputs);
    this.#cameFrom = new Int32Array(outputs);
  }

  allocate(): void {
    while (this.#augment());
    this.#start = (this.#start + 1) % this.inputs;
  }

  /** Breadth-first from the unmatched inputs to an unmatched output; true where one was found and the path turned over. */
  #augment(): boolean {
    this.#cameFrom.fill(-1);
    const frontier: number[] = [];
    for (let step = 0; step < this.inputs; step++) {
      const input = (this.#start + step) % this.inputs;
      if (this.inputMatch[input] === -1) frontier.push(input);
    }
    for (const input of frontier) {
      for (let output = 0; output < this.outputs; output++) {
        if (this.#cameFrom[output] !== -1 || this.inputMatch[input] === output) continue;
        if (this.requestOf(input, output) < 0) continue;
        this.#cameFrom[output] = input;
        const holder = this.outputMatch[output]!;
        if (holder === -1) {
          this.#turnOver(output);
          return true;
        }
        frontier.push(holder);
      }
    }
    return false;
  }

  #turnOver(output: number): void {
    while (output !== -1) {
      const input = this.#cameFrom[output]!;
      const before = this.inputMatch[input]!;
      this.match(input, output);
      output = before;
    }
  }
}
