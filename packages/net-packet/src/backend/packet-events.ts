import type { PacketEvent, RunObserver } from "@astra-ts/core";
import type { EngineListener } from "../engine/engine.js";
import type { PacketsInside } from "../engine/packet-table.js";

/** Tells an observer of each packet that goes in and comes out. A cycle takes `cycleTime` ns. */
export function packetEvents(
  packets: PacketsInside,
  cycleTime: number,
  observer: RunObserver,
): Required<Pick<EngineListener, "packetInjected" | "packetDelivered">> {
  const event = (kind: PacketEvent["kind"], packet: number, cycle: number): PacketEvent => {
    const [source, destination] = [packets.source[packet]!, packets.destination[packet]!];
    const facts = {
      flits: packets.flits[packet]!,
      vnet: packets.vnet[packet]!,
      created: packets.created[packet]! * cycleTime,
      flitised: packets.flitised[packet]! * cycleTime,
    };
    const time = cycle * cycleTime;
    if (kind === "packet-injected") return { kind, time, rank: source, peer: destination, ...facts };
    const headSent = packets.headSent[packet]! * cycleTime;
    const headReceived = packets.headReceived[packet]! * cycleTime;
    return { kind, time, rank: destination, peer: source, ...facts, headSent, headReceived };
  };
  return {
    packetInjected: (packet, cycle) => observer(event("packet-injected", packet, cycle)),
    packetDelivered: (packet, cycle) => observer(event("packet-ejected", packet, cycle)),
  };
}
