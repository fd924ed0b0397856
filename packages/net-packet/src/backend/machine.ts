import type { Message } from "@astra-ts/core";
import type { NetworkDescription } from "../engine/description.js";
import type { BufferLimit } from "./buffers.js";

/** A packet network and how messages become packets on it. */
export interface PacketMachine {
  readonly description: NetworkDescription;
  readonly flitBytes: number;
  readonly packetBytes: number;
  /** The last packet of a message is as long as the others. */
  readonly wholePackets: boolean;
  /** Messages with equal keys are delivered in the order in which they were sent; absent: each when it is complete. */
  readonly streamKey?: (message: Message) => string;
  /** Packets of one stream are not told apart: each counts towards the oldest message that misses one. */
  readonly countsPackets: boolean;
  /** ns. */
  readonly cycleTime: number;
  readonly startTime: number;
  /** The link that its buffers hold back most; undefined: none. */
  readonly limit?: BufferLimit;
  /** Names of the routers, for reports. */
  routerName(router: number): string;
  /** Virtual network that a message travels in. */
  vnetOf(message: Message): number;
}
