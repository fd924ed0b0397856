import { grownInts } from "../../engine/grown.js";

/**
 * Matches requesting inputs with outputs, each to at most one, once a cycle. Requests carry a label and two priorities: one that the input's choice heeds, one for the
 * output's. What is left from cycle to cycle (pointers) belongs to the rule.
 */
export abstract class Allocator {
  readonly inputs: number;
  readonly outputs: number;
  /** Columns of requests. */
  protected input = new Int32Array(16);
  protected output = new Int32Array(16);
  protected label = new Int32Array(16);
  protected inputPriority = new Int32Array(16);
  protected outputPriority = new Int32Array(16);
  protected count = 0;
  protected readonly inputMatch: Int32Array;
  protected readonly outputMatch: Int32Array;
  readonly #requestsForOutput: Int32Array;
  /** For each pair its request plus one; 0: none. Made when it is first asked for, as it is large where virtual channels are allocated. */
  #pairs: Int32Array | undefined;

  constructor(inputs: number, outputs: number) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.inputMatch = new Int32Array(inputs).fill(-1);
    this.outputMatch = new Int32Array(outputs).fill(-1);
    this.#requestsForOutput = new Int32Array(outputs);
  }

  /** Forgets requests and matches. */
  clear(): void {
    const pairs = this.#pairs;
    for (let request = 0; request < this.count; request++) {
      const input = this.input[request]!;
      const output = this.output[request]!;
      if (pairs !== undefined) pairs[input * this.outputs + output] = 0;
      this.#requestsForOutput[output] = 0;
      this.inputMatch[input] = -1;
      this.outputMatch[output] = -1;
    }
    this.count = 0;
  }

  /** A request of a pair that has none yet. */
  request(input: number, output: number, label: number, inputPriority: number, outputPriority: number): void {
    const request = this.count++;
    if (request === this.input.length) this.#grow();
    if (this.#pairs !== undefined) this.#pairs[input * this.outputs + output] = request + 1;
    this.input[request] = input;
    this.output[request] = output;
    this.#requestsForOutput[output]!++;
    this.label[request] = label;
    this.inputPriority[request] = inputPriority;
    this.outputPriority[request] = outputPriority;
  }

  /** Another label and priority for a request. */
  replace(request: number, label: number, priority: number): void {
    this.label[request] = label;
    this.inputPriority[request] = priority;
    this.outputPriority[request] = priority;
  }

  /** The request of a pair; -1: none. */
  requestOf(input: number, output: number): number {
    this.#pairs ??= this.#pairsNow();
    return this.#pairs[input * this.outputs + output]! - 1;
  }

  #pairsNow(): Int32Array {
    const pairs = new Int32Array(this.inputs * this.outputs);
    for (let request = 0; request < this.count; request++)
      pairs[this.input[request]! * this.outputs + this.output[request]!] = request + 1;
    return pairs;
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

  #grow(): void {
    const size = 2 * this.input.length;
    this.input = grownInts(this.input, size);
    this.output = grownInts(this.output, size);
    this.label = grownInts(this.label, size);
    this.inputPriority = grownInts(this.inputPriority, size);
    this.outputPriority = grownInts(this.outputPriority, size);
  }
}

/** Steps from a pointer on to a place, around a ring. */
export function stepsFrom(pointer: number, place: number, size: number): number {
  return place >= pointer ? place - pointer : place - pointer + size;
}
