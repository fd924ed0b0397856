import { chooseOutput } from "./adaptive-choice.js";
import { classBitMask, classBits } from "./route-computation.js";
import { BUFFERED, CREDITS, type EngineState, LEFT, OUT_CHANNEL, OUT_LINK, PACKET, WANTED } from "./state.js";

const never = 0x7fffffff;

/**
 * One cycle of separable switch allocation in all routers: every input port asks for one output (SA-I), every output grants one request (SA-II), and the
 * winners cross.
 */
export function allocateSwitches(state: EngineState, cycle: number): void {
  const requests = requestOutputs(state);
  if (requests > 0) grantOutputs(state, cycle, requests);
}

/** SA-I. Returns the number of outputs with a request; for each, the request nearest to the output's pointer is kept. */
function requestOutputs(state: EngineState): number {
  const { active, ready, vcWords, vcShift, vcCount, vcs, idle, classMask, vnetWords, forkPointers } = state;
  const { inputPointer, inputIndex, outputPointer, outputInputs } = state;
  const { bestDistance, bestInput, bestChannel, requested, sleeping, linkTarget, anyOrdered } = state;
  const { adaptive } = state.routing;
  let count = 0;
  let made = 0;
  for (let activeWord = 0; activeWord < active.length; activeWord++) {
    let links = active[activeWord]!;
    while (links !== 0) {
      const link = (activeWord << 5) + 31 - Math.clz32(links & -links);
      links &= links - 1;
      const pointer = inputPointer[link]!;
      const row = link * vcWords;
      const startWord = pointer >> 5;
      let chosen = -1;
      let output = -1;
      for (let step = 0; step <= vcWords && chosen < 0; step++) {
        let word = startWord + step;
        if (word >= vcWords) word -= vcWords;
        let bits = ready[row + word]!;
        if (step === 0) bits &= -1 << (pointer & 31);
        else if (step === vcWords) bits &= ~(-1 << (pointer & 31));
        while (bits !== 0) {
          const vc = (word << 5) + 31 - Math.clz32(bits & -bits);
          bits &= bits - 1;
          const channel = (link << vcShift) | vc;
          const record = channel << 3;
          const held = vcs[record + OUT_CHANNEL]!;
          if (held >= 0) {
            if (vcs[(held << 3) + CREDITS]! <= 0) continue;
          } else {
            if (adaptive) chooseOutput(state, link, channel);
            const wanted = vcs[record + WANTED]!;
            const slot = wanted >> classBits;
            const mask = (wanted & classBitMask) * vnetWords;
            let found = idle[slot]! & classMask[mask]!;
            for (let more = 1; more < vnetWords && found === 0; more++)
              found = idle[slot + more]! & classMask[mask + more]!;
            if (found === 0) continue;
          }
          if (anyOrdered && isOvertaking(state, link, vc)) continue;
          chosen = channel;
          output = vcs[record + OUT_LINK]!;
          break;
        }
      }
      if (chosen < 0) {
        active[activeWord]! &= ~(1 << (link & 31));
        sleeping[linkTarget[link]!] = 1;
        continue;
      }
      made++;
      if (forkPointers) inputPointer[link] = pointer + 1 === vcCount ? 0 : pointer + 1;
      let distance = inputIndex[link]! - outputPointer[output]!;
      if (distance < 0) distance += outputInputs[output]!;
      const best = bestDistance[output]!;
      if (distance < best) {
        if (best === never) requested[count++] = output;
        bestDistance[output] = distance;
        bestInput[output] = link;
        bestChannel[output] = chosen;
      }
    }
  }
  state.statistics.conflicts += made - count;
  state.statistics.grants += count;
  return count;
}

/** In an ordered vnet: another channel of this port has a ready flit for the same output and class and came before. */
function isOvertaking(state: EngineState, link: number, vc: number): boolean {
  const { vcs, vcShift, vcsPerVnet, enqueued, ordered } = state;
  const vnet = state.vcVnet[vc]!;
  if (ordered[vnet] === 0) return false;
  const channel = (link << vcShift) | vc;
  const wanted = vcs[(channel << 3) + WANTED]!;
  const base = (link << vcShift) | (vnet * vcsPerVnet);
  for (let other = base; other < base + vcsPerVnet; other++) {
    const record = other << 3;
    if (
      vcs[record + BUFFERED]! > 0 &&
      vcs[record + WANTED] === wanted &&
      enqueued[other]! < enqueued[channel]!
    )
      return true;
  }
  return false;
}

/** SA-II, switch traversal and the credits that follow from it. */
function grantOutputs(state: EngineState, cycle: number, requests: number): void {
  const { vcs, vcShift, vcVnet, vcsPerVnet, vcCount, vcWords, vnetWords, idle, classMask, forkPointers } =
    state;
  const { requested, bestDistance, bestInput, bestChannel, inputPointer, inputIndex } = state;
  const { outputPointer, outputInputs, ready, readyChannels, active, enqueued } = state;
  const { calendar, flitDelay, creditDelay, narrow, serializers } = state;
  const { counters } = state;
  const { flits: linkFlits } = counters;
  const vcMask = (1 << vcShift) - 1;
  for (let index = 0; index < requests; index++) {
    const output = requested[index]!;
    const input = bestInput[output]!;
    const channel = bestChannel[output]!;
    bestDistance[output] = never;
    const vc = channel & vcMask;
    const record = channel << 3;

    let held = vcs[record + OUT_CHANNEL]!;
    if (held < 0) {
      // The lowest idle channel of the packet's class.
      const wanted = vcs[record + WANTED]!;
      const mask = (wanted & classBitMask) * vnetWords;
      let slot = wanted >> classBits;
      let word = 0;
      let found = idle[slot]! & classMask[mask]!;
      while (found === 0) {
        word++;
        slot++;
        found = idle[slot]! & classMask[mask + word]!;
      }
      const lowest = found & -found;
      idle[slot]! &= ~lowest;
      held = (output << vcShift) | (vcVnet[vc]! * vcsPerVnet + (word << 5) + 31 - Math.clz32(lowest));
      vcs[record + OUT_CHANNEL] = held;
      counters.granted(output, cycle - enqueued[channel]!);
    }

    const packet = vcs[record + PACKET]!;
    vcs[(held << 3) + CREDITS]!--;
    linkFlits[output]!++;
    if (narrow[output] === 0) calendar.addFlit(cycle + flitDelay[output]!, held, packet);
    else serializers.send(calendar, output, held, packet, cycle, flitDelay[output]!);

    let free = 0;
    if (--vcs[record + LEFT]! === 0) {
      free = 1;
      vcs[record + PACKET] = -1;
      vcs[record + OUT_CHANNEL] = -1;
    }
    if (narrow[input] === 0 || serializers.converters[input] === 0)
      calendar.addCredit(cycle + creditDelay[input]!, channel, free);
    else serializers.sendCredit(input, channel, free, cycle);

    if (--vcs[record + BUFFERED]! === 0) {
      ready[input * vcWords + (vc >> 5)]! &= ~(1 << (vc & 31));
      if (--readyChannels[input]! === 0) active[input >> 5]! &= ~(1 << (input & 31));
    }

    if (forkPointers) {
      const next = outputPointer[output]! + 1;
      outputPointer[output] = next >= outputInputs[output]! ? 0 : next;
    } else {
      const next = inputIndex[input]! + 1;
      outputPointer[output] = next >= outputInputs[output]! ? 0 : next;
      inputPointer[input] = vc + 1 === vcCount ? 0 : vc + 1;
    }
  }
  state.statistics.buffered -= requests;
}
