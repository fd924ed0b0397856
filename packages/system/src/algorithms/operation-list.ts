import type { PlanOperation } from "@astra-ts/core";

/** The operations of one position, as they are put together: each call answers the number of the last operation that it adds. */
export class OperationList {
  readonly operations: PlanOperation[] = [];

  /** Loads what the NPU has for its first message. */
  load(bytes: number): number {
    return this.#add({ kind: "endpoint", bytes, reduces: false, after: [] });
  }

  /** Sends; what waits for it waits until the message has arrived. */
  send(to: number, bytes: number, after: readonly number[]): number {
    return this.#add({ kind: "send", to, bytes, awaited: true, after });
  }

  /** Receives a message, and passes it through the endpoint, where `reduces` adds it to what is there. */
  receive(from: number, bytes: number, after: readonly number[], reduces = false): number {
    const received = this.#add({ kind: "receive", from, bytes, after });
    return this.#add({ kind: "endpoint", bytes, reduces, after: [received] });
  }

  #add(operation: PlanOperation): number {
    return this.operations.push(operation) - 1;
  }
}
