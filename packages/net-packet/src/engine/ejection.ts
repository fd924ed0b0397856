import { type EngineState, LEFT, PACKET } from "./state.js";

/** A flit leaves the network at its interface. Returns the flits of its packet that are still to come; at 0 the packet is appended to `finished`. */
export function takeOut(
  state: EngineState,
  cycle: number,
  link: number,
  channel: number,
  packet: number,
  finished: number[],
): number {
  const { packets, vcs } = state;
  const record = channel << 3;
  if (vcs[record + PACKET]! < 0) {
    vcs[record + PACKET] = packet;
    vcs[record + LEFT] = packets.flits[packet]!;
    packets.headReceived[packet] = cycle;
    packets.propagation[packet]! += state.flitDelay[link]!;
  }
  const left = --vcs[record + LEFT]!;
  state.statistics.flitReceived(packets, packet, cycle, left === 0);
  if (left === 0) {
    vcs[record + PACKET] = -1;
    finished.push(packet);
  }
  return left;
}
