import { Allocator, stepsFrom } from "./allocator.js";

/** What tells separable allocators apart. */
interface SeparableRule {
  /** Who chooses first among its requests. */
  readonly first: "inputs" | "outputs";
  readonly heedsPriorities: boolean;
  readonly iterations: number;
}

/**
 * One side chooses among its requests, then the other among those that chose it; each takes the highest priority, then the first from its pointer on. A pointer
 * moves past a choice that became a match in the first iteration.
 */
export class SeparableAllocator extends Allocator {
  readonly #rule: SeparableRule;
  readonly #inputPointer: Int32Array;
  readonly #outputPointer: Int32Array;
  /** The request that a port has chosen; -1: none. */
  readonly #inputChoice: Int32Array;
  readonly #outputChoice: Int32Array;

  constructor(inputs: number, outputs: number, rule: SeparableRule) {
    super(inputs, outputs);
    this.#rule = rule;
    this.#inputPointer = new Int32Array(inputs);
    this.#outputPointer = new Int32Array(outputs);
    this.#inputChoice = new Int32Array(inputs);
    this.#outputChoice = new Int32Array(outputs);
  }

  allocate(): void {
    for (let iteration = 0; iteration < this.#rule.iterations; iteration++) {
      for (let request = 0; request < this.count; request++) {
        this.#inputChoice[this.input[request]!] = -1;
        this.#outputChoice[this.output[request]!] = -1;
      }
      const outputsFirst = this.#rule.first === "outputs";
      for (let request = 0; request < this.count; request++) {
        if (this.inputMatch[this.input[request]!] !== -1) continue;
        if (this.outputMatch[this.output[request]!] !== -1) continue;
        if (outputsFirst) this.#offerToOutput(request);
        else this.#offerToInput(request);
      }
      for (let request = 0; request < this.count; request++) {
        if (outputsFirst) {
          if (this.#outputChoice[this.output[request]!] === request) this.#offerToInput(request);
        } else if (this.#inputChoice[this.input[request]!] === request) this.#offerToOutput(request);
      }
      for (let request = 0; request < this.count; request++) this.#accept(request, iteration === 0);
    }
  }

  #offerToInput(request: number): void {
    const input = this.input[request]!;
    const chosen = this.#inputChoice[input]!;
    if (chosen < 0 || this.#inputPrefers(request, chosen, this.#inputPointer[input]!))
      this.#inputChoice[input] = request;
  }

  #inputPrefers(request: number, chosen: number, pointer: number): boolean {
    if (this.#rule.heedsPriorities) {
      const ahead = this.inputPriority[request]! - this.inputPriority[chosen]!;
      if (ahead !== 0) return ahead > 0;
    }
    const { outputs, output } = this;
    return stepsFrom(pointer, output[request]!, outputs) < stepsFrom(pointer, output[chosen]!, outputs);
  }

  #offerToOutput(request: number): void {
    const output = this.output[request]!;
    const chosen = this.#outputChoice[output]!;
    if (chosen < 0 || this.#outputPrefers(request, chosen, this.#outputPointer[output]!))
      this.#outputChoice[output] = request;
  }

  #outputPrefers(request: number, chosen: number, pointer: number): boolean {
    if (this.#rule.heedsPriorities) {
      const ahead = this.outputPriority[request]! - this.outputPriority[chosen]!;
      if (ahead !== 0) return ahead > 0;
    }
    const { inputs, input } = this;
    return stepsFrom(pointer, input[request]!, inputs) < stepsFrom(pointer, input[chosen]!, inputs);
  }

  #accept(request: number, movesPointers: boolean): void {
    const input = this.input[request]!;
    const output = this.output[request]!;
    if (this.#inputChoice[input] !== request || this.#outputChoice[output] !== request) return;
    this.match(input, output);
    if (!movesPointers) return;
    this.#inputPointer[input] = (output + 1) % this.outputs;
    this.#outputPointer[output] = (input + 1) % this.inputs;
  }
}
