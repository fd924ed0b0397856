import { cutPacket, putIn } from "./injection.js";
import type { PacketQueues } from "./packet-queues.js";
import { CREDITS, type EngineState } from "./state.js";

/** Puts a message behind those of its source that take the same virtual channel: the one of its destination. */
export function queueMessage(state: EngineState, queues: PacketQueues, message: number): void {
  const { messages, vcShift, vcsPerVnet } = state;
  const { queueHead, queueTail, classChannels } = queues;
  const channels = classChannels[0]!;
  const vc =
    messages.vnet[message]! * vcsPerVnet + channels[messages.destination[message]! % channels.length]!;
  const queue = (messages.source[message]! << vcShift) | vc;
  const tail = queueTail[queue]!;
  if (tail < 0) queueHead[queue] = message;
  else messages.next[tail] = message;
  queueTail[queue] = message;
}

/**
 * The send side of every interface that is awake, where virtual channels hold many packets: one flit per port, lanes (virtual networks) taking turns. A lane sends packet
 * after packet, its channels taking turns: messages to different destinations go side by side, as from a network card with many queues.
 */
export function sendIntoQueues(state: EngineState, queues: PacketQueues, cycle: number): void {
  const { awake, awakeNext, injectStart, injectLinks } = state;
  for (let word = 0; word < awake.length; word++) {
    let bits = awake[word]!;
    if (bits !== 0) {
      awake[word] = 0;
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        const node = (word << 5) | bit;
        const end = injectStart[node + 1]!;
        // Awake while something moves; what is blocked waits for a credit.
        for (let port = injectStart[node]!; port < end; port++)
          if (sendFlit(state, queues, node, injectLinks[port]!, cycle)) awake[word]! |= 1 << bit;
      }
    }
    awake[word]! |= awakeNext[word]!;
    awakeNext[word] = 0;
  }
}

function sendFlit(
  state: EngineState,
  queues: PacketQueues,
  node: number,
  link: number,
  cycle: number,
): boolean {
  const { vnets, injectLink, injectIndex, vcs, vcShift } = state;
  const { laneChannel, lanePointer } = queues;
  let vnet = lanePointer[link]!;
  for (let tried = 0; tried < vnets; tried++) {
    vnet = vnet + 1 >= vnets ? 0 : vnet + 1;
    const lane = node * vnets + vnet;
    if (injectLink[lane] !== link) continue;
    let vc = laneChannel[lane]!;
    if (vc < 0) vc = startPacket(state, queues, node, vnet, link, cycle);
    else if (vcs[(((link << vcShift) | vc) << 3) + CREDITS]! <= 0) continue;
    if (vc < 0) continue;
    lanePointer[link] = vnet;
    if (putIn(state, link, injectIndex[link]!, vc, cycle) === 0) laneChannel[lane] = -1;
    return true;
  }
  return false;
}

/** Cuts the next packet of a lane into flits: of the next channel on that has a message, and room for the packet. Returns the channel; -1: none has. */
function startPacket(
  state: EngineState,
  queues: PacketQueues,
  node: number,
  vnet: number,
  link: number,
  cycle: number,
): number {
  if (state.queued[node] === 0) return -1;
  const { vcs, vcShift, vcsPerVnet, vnets, messages } = state;
  const capacity = queues.capacity[link * vnets + vnet]!;
  let chosen = -1;
  let vc = queues.queuePointer[node * vnets + vnet]!;
  for (let tried = 0; tried < vcsPerVnet && chosen < 0; tried++) {
    vc = vc + 1 >= vcsPerVnet ? 0 : vc + 1;
    const channel = vnet * vcsPerVnet + vc;
    const message = queues.queueHead[(node << vcShift) | channel]!;
    if (message < 0) continue;
    const room = Math.min(capacity, messages.nextFlits(message));
    if (vcs[(((link << vcShift) | channel) << 3) + CREDITS]! < room) continue;
    chosen = channel;
  }
  if (chosen < 0) return -1;
  const queue = (node << vcShift) | chosen;
  const message = queues.queueHead[queue]!;
  cutPacket(state, message, (state.injectIndex[link]! << vcShift) | chosen, cycle);
  if (messages.toSend[message] === 0) {
    queues.queueHead[queue] = messages.next[message]!;
    if (messages.next[message]! < 0) queues.queueTail[queue] = -1;
    state.queued[node]!--;
  }
  queues.laneChannel[node * vnets + vnet] = chosen;
  queues.queuePointer[node * vnets + vnet] = vc;
  return chosen;
}
