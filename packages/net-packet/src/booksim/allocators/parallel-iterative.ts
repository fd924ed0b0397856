import type { LaggedFibonacci } from "../random/lagged-fibonacci.js";
import { Allocator, stepsFrom } from "./allocator.js";

/** Parallel iterative matching: outputs choose at random among their requests, then inputs among the outputs that chose them. */
export class ParallelIterativeAllocator extends Allocator {
  readonly #random: LaggedFibonacci;
  readonly #iterations: number;
  readonly #inputStart: Int32Array;
  readonly #outputStart: Int32Array;
  readonly #grant: Int32Array;
  readonly #accepted: Int32Array;

  constructor(inputs: number, outputs: number, iterations: number, random: LaggedFibonacci) {
    super(inputs, outputs);
    this.#random = random;
    this.#iterations = iterations;
    this.#inputStart = new Int32Array(inputs);
    this.#outputStart = new Int32Array(outputs);
    this.#grant = new Int32Array(outputs);
    this.#accepted = new Int32Array(inputs);
  }

  /** Every port draws where it begins to look, whether it has requests or not. */
  allocate(): void {
    for (let iteration = 0; iteration < this.#iterations; iteration++) {
      for (let output = 0; output < this.outputs; output++)
        this.#outputStart[output] = this.#random.upTo(this.inputs - 1);
      for (let input = 0; input < this.inputs; input++)
        this.#inputStart[input] = this.#random.upTo(this.outputs - 1);
      this.#grant.fill(-1);
      this.#accepted.fill(-1);
      for (let request = 0; request < this.count; request++) this.#offer(request);
      for (const request of this.#grant) if (request >= 0) this.#propose(request);
      for (const request of this.#accepted)
        if (request >= 0) this.match(this.input[request]!, this.output[request]!);
    }
  }

  #offer(request: number): void {
    const input = this.input[request]!;
    const output = this.output[request]!;
    if (this.inputMatch[input] !== -1 || this.outputMatch[output] !== -1) return;
    const granted = this.#grant[output]!;
    const start = this.#outputStart[output]!;
    if (
      granted < 0 ||
      stepsFrom(start, input, this.inputs) < stepsFrom(start, this.input[granted]!, this.inputs)
    )
      this.#grant[output] = request;
  }

  #propose(request: number): void {
    const input = this.input[request]!;
    const chosen = this.#accepted[input]!;
    const start = this.#inputStart[input]!;
    if (
      chosen < 0 ||
      stepsFrom(start, this.output[request]!, this.outputs) <
        stepsFrom(start, this.output[chosen]!, this.outputs)
    )
      this.#accepted[input] = request;
  }
}
