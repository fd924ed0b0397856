import type { Message } from "@astra-ts/core";
import type { NetworkDescription } from "../engine/description.js";

/** A packet network and how messages become packets on it. */
export interface PacketMachine {
  readonly description: NetworkDescription;
  readonly flitBytes: number;
  readonly packetBytes: number;
  /** The last packet of a message is as long as the others. */
  readonly wholePackets: boolean;
  /** Where given: packets of messages with equal keys are not told apart, but counted towards the oldest of these messages. */
  readonly alikeKey?: (message: Message) => string;
  /** ns. */
  readonly cycleTime: number;
  readonly startTime: number;
  /** Names of the routers, for reports. */
  routerName(router: number): string;
  /** Virtual network that a message travels in. */
  vnetOf(message: Message): number;
}
