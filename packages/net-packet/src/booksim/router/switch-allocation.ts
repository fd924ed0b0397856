import type { Allocator } from "../allocators/allocator.js";
import { stepsFrom } from "../allocators/allocator.js";
import { createAllocator } from "../allocators/create.js";
import { firstOf, lastOf, noRange, portOf } from "../routing/routing.js";
import { active, vcAllocation } from "./input-buffer.js";
import type { Router } from "./router.js";
import { lowered } from "./shared.js";
import { StageQueue } from "./stage-queue.js";

/** Outcome of an entry that made no request. */
const stalled = -2;

/**
 * The stage in which flits ask for the switch. Each input port has `inputSpeedup` ports at the switch, which its virtual channels share, and each output port `outputSpeedup`,
 * which the inputs share. Outcome: port of the switch at the output; negative: none.
 */
export class SwitchAllocation {
  readonly queue = new StageQueue();
  /** Channels whose packet holds the switch. */
  readonly #held = new StageQueue();
  readonly #router: Router;
  readonly #allocator: Allocator;
  /** For speculative requests; the same as the other, or its own. */
  readonly #speculative: Allocator;
  /** The virtual channel that is first in line at each input of the switch. */
  readonly #turn: Int32Array;
  /** What holds each port of the switch: the output at an input, the input at an output; -1: free. */
  readonly #heldOutput: Int32Array;
  readonly #heldInput: Int32Array;

  constructor(router: Router, inputs: number, outputs: number) {
    this.#router = router;
    const { options, random } = router.shared;
    const { inputSpeedup, outputSpeedup, speculative, speculativeAllocator } = options;
    const [ins, outs] = [inputs * inputSpeedup, outputs * outputSpeedup];
    this.#allocator = createAllocator(options.swAllocator, ins, outs, random);
    this.#speculative =
      speculative && speculativeAllocator !== "prio"
        ? createAllocator(speculativeAllocator, ins, outs, random)
        : this.#allocator;
    this.#turn = Int32Array.from({ length: ins }, (_, port) => port % inputSpeedup);
    this.#heldOutput = new Int32Array(ins).fill(-1);
    this.#heldInput = new Int32Array(outs).fill(-1);
  }

  get isBusy(): boolean {
    return this.queue.count > 0 || this.#held.count > 0;
  }

  decide(cycle: number): void {
    if (this.#held.count > 0) this.#decideHeld(cycle);
    this.#allocator.clear();
    if (this.#speculative !== this.#allocator) this.#speculative.clear();
    const { queue } = this;
    if (queue.count === 0) return;
    const { ready } = queue;
    for (let index = 0; index < ready; index++) this.#ask(index, cycle);
    this.#allocator.allocate();
    if (this.#speculative !== this.#allocator) this.#speculative.allocate();
    for (let index = 0; index < ready; index++)
      if (queue.outcome(index) !== stalled) queue.setOutcome(index, this.#grantOf(queue.item(index)));
    const { speculative, swAllocDelay } = this.#router.shared.options;
    queue.begin(cycle + swAllocDelay - 1);
    if (speculative || swAllocDelay > 1) this.#check(cycle);
  }

  act(cycle: number): void {
    if (this.#held.count > 0) this.#actHeld(cycle);
    const { queue } = this;
    if (queue.count === 0) return;
    const { holdSwitch } = this.#router.shared.options;
    for (let count = queue.done(cycle); count > 0; count--) {
      const outcome = queue.outcome(0);
      const channel = queue.shift();
      if (outcome < 0) queue.push(channel);
      else if (this.#router.send(channel, cycle)) {
        if (holdSwitch) this.#hold(channel, outcome);
        else queue.push(channel);
      }
    }
  }

  #inputOf(channel: number): number {
    const { vcs, shared } = this.#router;
    const { inputSpeedup } = shared.options;
    const input = Math.floor(channel / vcs);
    return input * inputSpeedup + ((channel - input * vcs) % inputSpeedup);
  }

  #outputOf(channel: number, output: number): number {
    const { vcs, shared } = this.#router;
    const { outputSpeedup } = shared.options;
    return output * outputSpeedup + (Math.floor(channel / vcs) % outputSpeedup);
  }

  #hasOutputRoom(output: number, cycle: number): boolean {
    const { outputBufferSize } = this.#router.shared.options;
    return (
      outputBufferSize === Number.POSITIVE_INFINITY ||
      this.#router.waitingAt(output, cycle) < outputBufferSize
    );
  }

  #ask(index: number, cycle: number): void {
    const { buffers, downstream } = this.#router;
    const channel = this.queue.item(index);
    if (buffers.state[channel] === active) {
      const output = buffers.outputPort[channel]!;
      if (downstream[output]!.isFull(buffers.outputVc[channel]!) || !this.#hasOutputRoom(output, cycle))
        this.queue.setOutcome(index, stalled);
      else this.#request(channel, output, this.#allocator, buffers.priority[channel]!);
      return;
    }
    this.#speculateOn(index, buffers.range[channel]!, cycle);
    if (buffers.escape[channel] !== noRange) this.#speculateOn(index, buffers.escape[channel]!, cycle);
  }

  #speculateOn(index: number, range: number, cycle: number): void {
    const channel = this.queue.item(index);
    const output = portOf(range);
    if (!this.#isWorthwhile(range, cycle)) {
      this.queue.setOutcome(index, stalled);
      return;
    }
    const isCommon = this.#speculative === this.#allocator;
    const priority = this.#router.buffers.priority[channel]! + (isCommon ? lowered : 0);
    this.#request(channel, output, this.#speculative, priority);
  }

  #isWorthwhile(range: number, cycle: number): boolean {
    const { downstream, shared } = this.#router;
    const { speculateIfFree, speculateIfRoom } = shared.options;
    if (!speculateIfFree) return !speculateIfRoom;
    const output = portOf(range);
    const buffer = downstream[output]!;
    if (!this.#hasOutputRoom(output, cycle)) return false;
    for (let vc = firstOf(range); vc <= lastOf(range); vc++)
      if (buffer.isFree(vc) && (!speculateIfRoom || !buffer.isFull(vc))) return true;
    return false;
  }

  /** Of the channels that share a port of the switch and want one output, the one of highest priority asks, then the first in line. */
  #request(channel: number, output: number, allocator: Allocator, priority: number): void {
    const { vcs } = this.#router;
    const from = this.#inputOf(channel);
    const to = this.#outputOf(channel, output);
    if (this.#heldOutput[from] !== -1 || this.#heldInput[to] !== -1) return;
    const vc = channel % vcs;
    const other = allocator.requestOf(from, to);
    if (other < 0) {
      allocator.request(from, to, vc, priority, priority);
      return;
    }
    const ahead = priority - allocator.priorityOf(other);
    if (ahead < 0) return;
    const turn = this.#turn[from]!;
    if (ahead === 0 && stepsFrom(turn, vc, vcs) >= stepsFrom(turn, allocator.labelOf(other), vcs)) return;
    allocator.replace(other, vc, priority);
  }

  #grantOf(channel: number): number {
    const { vcs, shared } = this.#router;
    const { inputSpeedup, speculationYieldsToRequests } = shared.options;
    const from = this.#inputOf(channel);
    const vc = channel % vcs;
    let allocator = this.#allocator;
    let to = allocator.outputOf(from);
    if (to < 0) {
      if (this.#speculative === allocator) return -1;
      allocator = this.#speculative;
      to = allocator.outputOf(from);
      if (to < 0) return -1;
      const common = this.#allocator;
      if (speculationYieldsToRequests ? common.hasRequests(to) : common.inputOf(to) >= 0) return -1;
    }
    if (allocator.labelOf(allocator.requestOf(from, to)) !== vc) return -1;
    this.#turn[from] = (vc + inputSpeedup) % vcs;
    return to;
  }

  /** Grants that came to nothing: the virtual channel was not granted, or is of another output, or its buffer is full by now, or the switch is held. */
  #check(cycle: number): void {
    const { buffers, downstream, vcs, vcAllocation: allocation, shared } = this.#router;
    const { outputSpeedup } = shared.options;
    const done = this.queue.done(cycle);
    for (let index = 0; index < done; index++) {
      const to = this.queue.outcome(index);
      if (to < 0) continue;
      const channel = this.queue.item(index);
      const output = Math.floor(to / outputSpeedup);
      let isVoid = this.#heldOutput[this.#inputOf(channel)] !== -1 || this.#heldInput[to] !== -1;
      if (!isVoid && buffers.state[channel] === vcAllocation) {
        const granted = allocation.granted(channel);
        isVoid =
          granted < 0 || Math.floor(granted / vcs) !== output || downstream[output]!.isFull(granted % vcs);
      } else if (!isVoid) isVoid = downstream[output]!.isFull(buffers.outputVc[channel]!);
      if (isVoid) this.queue.setOutcome(index, -1);
    }
  }

  #hold(channel: number, to: number): void {
    const from = this.#inputOf(channel);
    this.#heldOutput[from] = to;
    this.#heldInput[to] = from;
    this.#held.push(channel);
  }

  #release(channel: number): void {
    const from = this.#inputOf(channel);
    this.#heldInput[this.#heldOutput[from]!] = -1;
    this.#heldOutput[from] = -1;
  }

  #decideHeld(cycle: number): void {
    const { buffers, downstream } = this.#router;
    const { ready } = this.#held;
    for (let index = 0; index < ready; index++) {
      const channel = this.#held.item(index);
      const isFull = downstream[buffers.outputPort[channel]!]!.isFull(buffers.outputVc[channel]!);
      this.#held.setOutcome(index, isFull ? stalled : 0);
    }
    this.#held.begin(cycle);
  }

  #actHeld(cycle: number): void {
    for (let count = this.#held.done(cycle); count > 0; count--) {
      const outcome = this.#held.outcome(0);
      const channel = this.#held.shift();
      if (outcome < 0 || !this.#hasOutputRoom(this.#router.buffers.outputPort[channel]!, cycle)) {
        this.#release(channel);
        this.queue.push(channel);
        continue;
      }
      this.#sendHeld(channel, cycle);
    }
  }

  /** The switch is let go with the tail, and where no flit is there to follow. */
  #sendHeld(channel: number, cycle: number): void {
    const { buffers } = this.#router;
    this.#release(channel);
    const goesOn = this.#router.send(channel, cycle);
    if (goesOn) this.#hold(channel, this.#outputOf(channel, buffers.outputPort[channel]!));
  }
}
