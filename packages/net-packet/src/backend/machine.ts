import type { Message } from "@astra-ts/core";
import type { NetworkDescription } from "../engine/description.js";
import type { BufferLimit } from "./buffers.js";
import type { Ways } from "./choose-routing.js";

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
  /** Classes into which routing divides the virtual channels of a vnet. */
  readonly classes: number;
  readonly ways: Ways;
  /** Names of the routers, for reports. */
  routerName(router: number): string;
  /** The path of the next message between these ends, where several ways are equally short; absent: there is one. */
  readonly takePath?: (message: Message) => number;
  /** Virtual network that a message travels in. */
  vnetOf(message: Message, path: number): number;
}
