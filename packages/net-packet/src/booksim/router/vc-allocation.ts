import type { Allocator } from "../allocators/allocator.js";
import { createAllocator } from "../allocators/create.js";
import { firstOf, lastOf, noRange, portOf, priorityOf } from "../routing/routing.js";
import { active } from "./input-buffer.js";
import type { Router } from "./router.js";
import { lowered } from "./shared.js";
import { StageQueue } from "./stage-queue.js";

/** The stage in which heads ask for a virtual channel of their output. Outcome: output port times channels plus channel; -1: none. */
export class VcAllocation {
  readonly queue = new StageQueue();
  readonly #router: Router;
  readonly #inputs: number;
  readonly #allocator: Allocator;

  constructor(router: Router, inputs: number, outputs: number) {
    this.#router = router;
    this.#inputs = inputs;
    const { options, random } = router.shared;
    const { vcs } = options;
    this.#allocator = createAllocator(options.vcAllocator, inputs * vcs, outputs * vcs, random);
  }

  /** What a channel was granted in this cycle; -1: nothing. */
  granted(channel: number): number {
    return this.#allocator.outputOf(this.#portOf(channel));
  }

  decide(cycle: number): void {
    this.#allocator.clear();
    if (this.queue.count === 0) return;
    const { queue } = this;
    const { ready } = queue;
    for (let index = 0; index < ready; index++) this.#ask(queue.item(index));
    this.#allocator.allocate();
    for (let index = 0; index < ready; index++) queue.setOutcome(index, this.granted(queue.item(index)));
    const { vcAllocDelay } = this.#router.shared.options;
    queue.begin(cycle + vcAllocDelay - 1);
    if (vcAllocDelay > 1) this.#checkStillFree(cycle);
  }

  act(cycle: number): void {
    const { queue } = this;
    if (queue.count === 0) return;
    const { buffers, downstream, vcs, switchAllocation, shared } = this.#router;
    for (let count = queue.done(cycle); count > 0; count--) {
      const outcome = queue.outcome(0);
      const channel = queue.shift();
      if (outcome < 0) {
        queue.push(channel);
        continue;
      }
      const output = Math.floor(outcome / vcs);
      const vc = outcome - output * vcs;
      downstream[output]!.take(vc);
      buffers.outputPort[channel] = output;
      buffers.outputVc[channel] = vc;
      buffers.state[channel] = active;
      if (!shared.options.speculative) switchAllocation.queue.push(channel);
    }
  }

  #portOf(channel: number): number {
    const { vcs, shared } = this.#router;
    if (!shared.options.vcShuffleRequests) return channel;
    const input = Math.floor(channel / vcs);
    return (channel - input * vcs) * this.#inputs + input;
  }

  #ask(channel: number): void {
    const { buffers } = this.#router;
    this.#askFor(channel, buffers.range[channel]!);
    if (buffers.escape[channel] !== noRange) this.#askFor(channel, buffers.escape[channel]!);
  }

  #askFor(channel: number, range: number): void {
    const { buffers, downstream, vcs, shared } = this.#router;
    const { vcBusyWhenFull, vcPrioritizeEmpty } = shared.options;
    const output = portOf(range);
    const buffer = downstream[output]!;
    const last = lastOf(range);
    for (let vc = firstOf(range); vc <= last; vc++) {
      if (!buffer.isFree(vc) || (vcBusyWhenFull && buffer.isFull(vc))) continue;
      let priority = priorityOf(range);
      if (vcPrioritizeEmpty && !buffer.isEmpty(vc)) priority += lowered;
      this.#allocator.request(
        this.#portOf(channel),
        output * vcs + vc,
        0,
        priority,
        buffers.priority[channel]!,
      );
    }
  }

  /** With a delay, a virtual channel that was granted may have been given to another since. */
  #checkStillFree(cycle: number): void {
    const { downstream, vcs, shared } = this.#router;
    const done = this.queue.done(cycle);
    for (let index = 0; index < done; index++) {
      const outcome = this.queue.outcome(index);
      if (outcome < 0) continue;
      const output = Math.floor(outcome / vcs);
      const buffer = downstream[output]!;
      const vc = outcome - output * vcs;
      if (!buffer.isFree(vc) || (shared.options.vcBusyWhenFull && buffer.isFull(vc)))
        this.queue.setOutcome(index, -1);
    }
  }
}
