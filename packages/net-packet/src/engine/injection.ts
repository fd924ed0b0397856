import { CREDITS, type EngineState } from "./state.js";

/** Cuts the next packet of a message into flits that wait in a send queue. */
export function cutPacket(state: EngineState, message: number, send: number, cycle: number): void {
  const { packets, messages, statistics } = state;
  const packet = packets.allocate();
  const vnet = messages.vnet[message]!;
  const flits = messages.nextFlits(message);
  packets.message[packet] = message;
  packets.source[packet] = messages.source[message]!;
  packets.destination[packet] = messages.destination[message]!;
  packets.vnet[packet] = vnet;
  packets.path[packet] = messages.path[message]!;
  packets.stage[packet] = 0;
  packets.flits[packet] = flits;
  packets.lastShare[packet] = messages.toSend[message] === 1 ? messages.lastShare[message]! : 1;
  packets.hops[packet] = -1;
  packets.created[packet] = messages.created[message]!;
  packets.flitised[packet] = cycle;
  packets.propagation[packet] = 0;
  packets.slowest[packet] = 1;
  state.packetsInside++;
  statistics.packetsInjected[vnet]!++;
  statistics.flitsInjected[vnet]! += flits;
  state.sendPacket[send] = packet;
  state.sendLeft[send] = flits;
  messages.toSend[message]!--;
}

/** A flit of the packet in a send queue goes out over an inject link, of which `index` is the rank. Returns the packet's flits that are left; at 0 the queue is free. */
export function putIn(state: EngineState, link: number, index: number, vc: number, cycle: number): number {
  const { vcs, vcShift, sendPacket, sendLeft, packets } = state;
  const channel = (link << vcShift) | vc;
  const send = (index << vcShift) | vc;
  const packet = sendPacket[send]!;
  if (sendLeft[send] === packets.flits[packet]) {
    packets.headSent[packet] = cycle;
    state.packetInjected?.(packet, cycle);
  }
  vcs[(channel << 3) + CREDITS]!--;
  state.counters.flits[link]!++;
  state.calendar.addFlit(cycle + state.flitDelay[link]!, channel, packet);
  const left = --sendLeft[send]!;
  if (left === 0) sendPacket[send] = -1;
  return left;
}
