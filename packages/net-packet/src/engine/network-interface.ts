import { cutPacket, putIn } from "./injection.js";
import { CREDITS, type EngineState } from "./state.js";

/** The send side of every interface that is awake: give waiting packets a virtual channel, at most one per vnet, then send one flit per port. */
export function sendFromInterfaces(state: EngineState, cycle: number): void {
  const { awake, awakeNext, forkInterfaces } = state;
  for (let word = 0; word < awake.length; word++) {
    let bits = awake[word]!;
    if (bits !== 0) {
      awake[word] = 0;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const node = (word << 5) | bit;
        const moved = state.queued[node]! > 0 && startPackets(state, node, cycle);
        const sent = sendFlits(state, node, cycle);
        // Mainline: stay awake while something moves; what is blocked waits for a credit. Fork: stay awake while flits are left.
        if (forkInterfaces ? flitsLeft(state, node) : moved || sent) awake[word]! |= 1 << bit;
        if (forkInterfaces) state.wakeUps[node]!++;
      }
    }
    awake[word]! |= awakeNext[word]!;
    awakeNext[word] = 0;
  }
  if (state.lateCreditCount > 0) readCredits(state);
}

/** Cut the next packet of each vnet into flits where a virtual channel is idle. The pointer moves on with every channel tried. */
function startPackets(state: EngineState, node: number, cycle: number): boolean {
  const { vnets, vcsPerVnet, vnetWords, queueHead, queueTail, idle, injectLink, vcPointer, messages } = state;
  const { sendReady, sendQueues, injectIndex, vcShift, vcWords } = state;
  let started = false;
  for (let vnet = 0; vnet < vnets; vnet++) {
    const queue = node * vnets + vnet;
    const message = queueHead[queue]!;
    if (message < 0) continue;
    const link = injectLink[queue]!;
    const slot = (link * vnets + vnet) * vnetWords;
    let pointer = vcPointer[queue]!;
    let chosen = -1;
    for (let tried = 0; tried < vcsPerVnet && chosen < 0; tried++) {
      if ((idle[slot + (pointer >> 5)]! & (1 << (pointer & 31))) !== 0) chosen = pointer;
      pointer = pointer + 1 === vcsPerVnet ? 0 : pointer + 1;
    }
    vcPointer[queue] = pointer;
    if (chosen < 0) continue;
    started = true;
    idle[slot + (chosen >> 5)]! &= ~(1 << (chosen & 31));

    const vc = vnet * vcsPerVnet + chosen;
    const index = injectIndex[link]!;
    cutPacket(state, message, (index << vcShift) | vc, cycle);
    sendReady[index * vcWords + (vc >> 5)]! |= 1 << (vc & 31);
    sendQueues[index]!++;

    if (messages.toSend[message] === 0) {
      const next = messages.next[message]!;
      queueHead[queue] = next;
      if (next < 0) queueTail[queue] = -1;
      state.queued[node]!--;
    }
  }
  return started;
}

/** One flit per inject link. Mainline: the search begins after the channel that sent last. Fork: after a pointer that counts wake-ups. */
function sendFlits(state: EngineState, node: number, cycle: number): boolean {
  const { injectStart, injectLinks, injectIndex, sendQueues, sendPointer, forkInterfaces } = state;
  const { vcCount, vcsPerVnet, description } = state;
  let sent = false;
  const end = injectStart[node + 1]!;
  for (let port = injectStart[node]!; port < end; port++) {
    const link = injectLinks[port]!;
    const index = injectIndex[link]!;
    if (sendQueues[index] === 0) continue;
    let first = sendPointer[index]! + 1;
    if (forkInterfaces) {
      const base = (description.links[link]!.vnet ?? 0) * vcsPerVnet;
      first = base + (((state.wakeUps[node]! % vcsPerVnet) + 1) % vcsPerVnet);
    }
    const vc = firstSendable(state, link, index, first >= vcCount ? 0 : first);
    if (vc < 0) continue;
    sendPointer[index] = vc;
    sendFlit(state, link, index, vc, cycle);
    sent = true;
  }
  return sent;
}

/** The first channel from `first` on, cyclically, that has a flit and a credit. */
function firstSendable(state: EngineState, link: number, index: number, first: number): number {
  const { sendReady, vcWords, vcs, vcShift, ordered } = state;
  const row = index * vcWords;
  const startWord = first >> 5;
  for (let step = 0; step <= vcWords; step++) {
    let word = startWord + step;
    if (word >= vcWords) word -= vcWords;
    let bits = sendReady[row + word]!;
    if (step === 0) bits &= -1 << (first & 31);
    else if (step === vcWords) bits &= ~(-1 << (first & 31));
    while (bits !== 0) {
      const vc = (word << 5) + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
      if (vcs[(((link << vcShift) | vc) << 3) + CREDITS]! <= 0) continue;
      if (ordered[state.vcVnet[vc]!] === 1 && !isOldest(state, index, vc)) continue;
      return vc;
    }
  }
  return -1;
}

/** In an ordered vnet only the packet that was cut into flits first may send. */
function isOldest(state: EngineState, index: number, vc: number): boolean {
  const { sendReady, vcWords, vcsPerVnet, sendPacket, vcShift, packets, vcVnet } = state;
  const base = vcVnet[vc]! * vcsPerVnet;
  const queue = index << vcShift;
  const time = packets.flitised[sendPacket[queue | vc]!]!;
  for (let other = base; other < base + vcsPerVnet; other++) {
    if ((sendReady[index * vcWords + (other >> 5)]! & (1 << (other & 31))) === 0) continue;
    if (packets.flitised[sendPacket[queue | other]!]! < time) return false;
  }
  return true;
}

function sendFlit(state: EngineState, link: number, index: number, vc: number, cycle: number): void {
  if (putIn(state, link, index, vc, cycle) > 0) return;
  state.sendReady[index * state.vcWords + (vc >> 5)]! &= ~(1 << (vc & 31));
  state.sendQueues[index]!--;
}

function flitsLeft(
  { injectStart, injectLinks, injectIndex, sendQueues }: EngineState,
  node: number,
): boolean {
  for (let port = injectStart[node]!; port < injectStart[node + 1]!; port++)
    if (sendQueues[injectIndex[injectLinks[port]!]!]! > 0) return true;
  return false;
}

/** Credits are read last, so they count from the next cycle on. */
function readCredits(state: EngineState): void {
  const { lateCredits, vcs, idle, vcShift, vcVnet, vcsPerVnet, vnets, vnetWords, linkSource, awake } = state;
  const vcMask = (1 << vcShift) - 1;
  for (let index = 0; index < state.lateCreditCount; index++) {
    const credit = lateCredits[index]!;
    const channel = credit < 0 ? ~credit : credit;
    const link = channel >> vcShift;
    vcs[(channel << 3) + CREDITS]!++;
    if (credit < 0) {
      const vc = channel & vcMask;
      const vnet = vcVnet[vc]!;
      const within = vc - vnet * vcsPerVnet;
      idle[(link * vnets + vnet) * vnetWords + (within >> 5)]! |= 1 << (within & 31);
    }
    const node = linkSource[link]!;
    if (!state.forkInterfaces) awake[node >> 5]! |= 1 << (node & 31);
  }
  state.lateCreditCount = 0;
}
