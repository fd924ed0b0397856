import { Allocator, stepsFrom } from "./allocator.js";

/** Lonely output allocator: inputs ask for the output that fewest ask for, outputs take the first from their pointer on. */
export class LonelyOutputAllocator extends Allocator {
  readonly #inputPointer: Int32Array;
  readonly #outputPointer: Int32Array;
  readonly #demand: Int32Array;
  readonly #asked: Int32Array;
  readonly #grant: Int32Array;

  constructor(inputs: number, outputs: number) {
    super(inputs, outputs);
    this.#inputPointer = new Int32Array(inputs);
    this.#outputPointer = new Int32Array(outputs);
    this.#demand = new Int32Array(outputs);
    this.#asked = new Int32Array(inputs);
    this.#grant = new Int32Array(outputs);
  }

  allocate(): void {
    this.#demand.fill(0);
    this.#asked.fill(-1);
    this.#grant.fill(-1);
    for (let request = 0; request < this.count; request++) this.#demand[this.output[request]!]!++;
    for (let request = 0; request < this.count; request++) this.#ask(request);
    for (const request of this.#asked) if (request >= 0) this.#offer(request);
    for (const request of this.#grant) {
      if (request < 0) continue;
      const input = this.input[request]!;
      const output = this.output[request]!;
      this.match(input, output);
      this.#inputPointer[input] = (this.#inputPointer[input]! + 1) % this.outputs;
      this.#outputPointer[output] = (this.#outputPointer[output]! + 1) % this.inputs;
    }
  }

  #ask(request: number): void {
    const input = this.input[request]!;
    const chosen = this.#asked[input]!;
    const rank = (other: number): number =>
      this.#demand[this.output[other]!]! * this.outputs +
      stepsFrom(this.#inputPointer[input]!, this.output[other]!, this.outputs);
    if (chosen < 0 || rank(request) < rank(chosen)) this.#asked[input] = request;
  }

  #offer(request: number): void {
    const output = this.output[request]!;
    const granted = this.#grant[output]!;
    const steps = (other: number): number =>
      stepsFrom(this.#outputPointer[output]!, this.input[other]!, this.inputs);
    if (granted < 0 || steps(request) < steps(granted)) this.#grant[output] = request;
  }
}
