import type { PacketQueues } from "./packet-queues.js";
import { routeFirst } from "./queue-arrivals.js";
import {
  BUFFERED,
  CREDITS,
  type EngineState,
  HOLDER,
  LEFT,
  OUT_CHANNEL,
  OUT_LINK,
  PACKET,
  WANTED,
} from "./state.js";

/**
 * One cycle of all output links where virtual channels hold many packets. An output that is free sends a flit of the packet that it is sending, else of the packet whose
 * turn it is among those that can go. A packet starts when its channel on the link has room for all of it, and keeps the channel until its tail is sent. Inputs do
 * not limit outputs: a router passes on at once whatever its links can carry.
 */
export function serveOutputs(state: EngineState, queues: PacketQueues, cycle: number): void {
  const { active } = state;
  for (let word = 0; word < active.length; word++) {
    let links = active[word]!;
    while (links !== 0) {
      const output = (word << 5) + 31 - Math.clz32(links & -links);
      links &= links - 1;
      if (!serve(state, queues, output, cycle)) active[word]! &= ~(1 << (output & 31));
    }
  }
  // Whoever comes to the front now takes part from the next cycle on.
  const { uncovered } = queues;
  for (const channel of uncovered) routeFirst(state, queues, cycle, channel);
  uncovered.length = 0;
}

/** Whether the output is to be looked at in the next cycle. */
function serve(state: EngineState, queues: PacketQueues, output: number, cycle: number): boolean {
  if (queues.firstWaiting[output]! < 0) return false;
  if (state.narrow[output] === 1) {
    const free = state.serializers.nextStart(output);
    if (free > cycle) {
      if (free === cycle + 1) return true;
      if (queues.nextLook[output]! <= cycle) {
        queues.nextLook[output] = free;
        state.calendar.addCredit(free, output << state.vcShift, 0);
      }
      return false;
    }
  }
  let channel = queues.serving[output]!;
  if (channel < 0 || !canSend(state, queues, channel)) channel = nextInTurn(state, queues, output);
  if (channel < 0) return false;
  sendFlit(state, queues, output, channel, cycle);
  return true;
}

function canSend(
  { vcs, vcVnet, vcShift, vnets }: EngineState,
  queues: PacketQueues,
  channel: number,
): boolean {
  const record = channel << 3;
  const buffered = vcs[record + BUFFERED]!;
  if (buffered === 0) return false;
  const wanted = vcs[record + WANTED]!;
  const credits = vcs[(wanted << 3) + CREDITS]!;
  if (vcs[record + OUT_CHANNEL]! >= 0) return credits > 0;
  if (buffered < queues.needed[channel]! || vcs[(wanted << 3) + HOLDER] !== 0) return false;
  const capacity = queues.capacity[(wanted >> vcShift) * vnets + vcVnet[wanted & ((1 << vcShift) - 1)]!]!;
  return credits >= Math.min(capacity, vcs[record + LEFT]!);
}

/** The channel with the lowest turn among those that can send; of equal ones the first from the output's pointer on. */
function nextInTurn(state: EngineState, queues: PacketQueues, output: number): number {
  const { turn, following, pointer } = queues;
  const from = pointer[output]!;
  let best = -1;
  let bestTurn = 0;
  let bestDistance = 0;
  let able = 0;
  for (let channel = queues.firstWaiting[output]!; channel >= 0; channel = following[channel]!) {
    if (!canSend(state, queues, channel)) continue;
    able++;
    const itsTurn = turn[channel]!;
    if (best >= 0 && itsTurn > bestTurn) continue;
    // Positions before the pointer come after all others.
    const position = positionOf(state, channel);
    const distance = position >= from ? position - from : position - from + 0x7fffffff;
    if (best >= 0 && itsTurn === bestTurn && distance > bestDistance) continue;
    best = channel;
    bestTurn = itsTurn;
    bestDistance = distance;
  }
  if (able > 1) state.statistics.conflicts += able - 1;
  return best;
}

/** Input ports in their order, and the virtual channels of each. */
function positionOf({ inputIndex, vcShift }: EngineState, channel: number): number {
  return (inputIndex[channel >> vcShift]! << vcShift) | (channel & ((1 << vcShift) - 1));
}

function sendFlit(
  state: EngineState,
  queues: PacketQueues,
  output: number,
  channel: number,
  cycle: number,
): void {
  const { vcs, packets, calendar, vcShift, vcVnet, vnets, statistics, counters } = state;
  const record = channel << 3;
  const wanted = vcs[record + WANTED]!;
  const packet = vcs[record + PACKET]!;
  if (vcs[record + OUT_CHANNEL]! < 0) {
    vcs[record + OUT_CHANNEL] = wanted;
    vcs[(wanted << 3) + HOLDER] = 1;
    counters.granted(output, cycle - state.enqueued[channel]!);
    state.turns!.served(output, queues.turn[channel]!);
    queues.pointer[output] = positionOf(state, channel) + 1;
  }
  vcs[(wanted << 3) + CREDITS]!--;
  vcs[record + BUFFERED]!--;
  statistics.buffered--;
  statistics.grants++;
  const isTail = --vcs[record + LEFT]! === 0;
  const share = isTail ? packets.lastShare[packet]! : 1;
  counters.flits[output]!++;
  if (state.narrow[output] === 0) calendar.addFlit(cycle + state.flitDelay[output]!, wanted, packet);
  else state.serializers.send(calendar, output, wanted, packet, cycle, state.flitDelay[output]!, share);

  const input = channel >> vcShift;
  const flits = packets.flits[packet]!;
  const together = queues.capacity[input * vnets + vcVnet[channel & ((1 << vcShift) - 1)]!]! >= flits;
  if (isTail || !together)
    calendar.addCredit(cycle + state.creditDelay[input]!, channel, together ? flits : 1);
  if (!isTail) {
    queues.serving[output] = channel;
    return;
  }
  counters.unused[output]! += 1 - share;
  queues.serving[output] = -1;
  queues.leave(vcs[record + OUT_LINK]!, channel);
  vcs[(wanted << 3) + HOLDER] = 0;
  vcs[record + PACKET] = -1;
  vcs[record + OUT_CHANNEL] = -1;
  queues.remove(channel);
  if (queues.first[channel]! >= 0) queues.uncovered.push(channel);
}
