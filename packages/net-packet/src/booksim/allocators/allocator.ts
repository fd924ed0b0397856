/**
 * Matches requesting inputs with outputs, each to at most one, once a cycle. Requests carry a label and two priorities: one that the input's choice heeds, one for the
 * output's. What is left from cycle to cycle (pointers) belongs to the rule.
 */
export abstract class Allocator {
  readonly inputs: number;
  readonly outputs: number;
  /** Columns of requests. */
  protected readonly input: Int32Array;
  protected readonly output: Int32Array;
  protected readonly label: Int32Array;
  protected readonly inputPriority: Int32Array;
  protected readonly outputPriority: Int32Array;
  protected count = 0;
  /** For each pair its request plus one; 0: none. */
  readonly #pairs: Int32Array;
  protected readonly inputMatch: Int32Array;
  protected readonly outputMatch: Int32Array;
  readonly #requestsForOutput: Int32Array;

  constructor(inputs: number, outputs: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    const most = inputs * outputs;
    this.input = new Int32Array(most);
    this.output = new Int32Array(most);
    this.label = new Int32Array(most);
    this.inputPriority = new Int32Array(most);
    this.outputPriority = new Int32Array(most);
    this.#pairs = new Int32Array(most);
    this.inputMatch = new Int32Array(inputs).fill(-1);
    this.outputMatch = new Int32Array(outputs).fill(-1);
    this.#requestsForOutput = new Int32Array(outputs);
  }

  /** Forgets requests and matches. */
  clear(): void {
    for (let request = 0; request < this.count; request++) {
      const input = this.input[request]!;
      const output = this.output[request]!;
      this.#pairs[input * this.outputs + output] = 0;
      this.#requestsForOutput[output] = 0;
      this.inputMatch[input] = -1;
      this.outputMatch[output] = -1;
    }
    this.count = 0;
  }

  /** A request; it takes the place of one that the pair has. */
  request(input: number, output: number, label: number, inputPriority: number, outputPriority: number): void {
    const pair = input * this.outputs + output;
    let request = this.#pairs[pair]! - 1;
    if (request < 0) {
      request = this.count++;
      this.#pairs[pair] = request + 1;
      this.input[request] = input;
      this.output[request] = output;
      this.#requestsForOutput[output]!++;
    }
    this.label[request] = label;
    this.inputPriority[request] = inputPriority;
    this.outputPriority[request] = outputPriority;
  }

  /** The request of a pair, for {@link labelOf} and {@link priorityOf}; -1: none. */
  requestOf(input: number, output: number): number {
    return this.#pairs[input * this.outputs + output]! - 1;
  }

  labelOf(request: number): number {
    return this.label[request]!;
  }

  priorityOf(request: number): number {
    return this.inputPriority[request]!;
  }

  hasRequests(output: number): boolean {
    return this.#requestsForOutput[output]! > 0;
  }

  /** The output that an input was given; -1: none. */
  outputOf(input: number): number {
    return this.inputMatch[input]!;
  }

  inputOf(output: number): number {
    return this.outputMatch[output]!;
  }

  abstract allocate(): void;

  protected match(input: number, output: number): void {
    this.inputMatch[input] = output;
    this.outputMatch[output] = input;
  }
}

/** Steps from a pointer on to a place, around a ring. */
export function stepsFrom(pointer: number, place: number, size: number): number {
  return place >= pointer ? place - pointer : place - pointer + size;
}
