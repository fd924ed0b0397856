import { type MscclAlgorithm, receives, sends } from "./msccl-algorithm.js";
import { type PlacedStep, type StepLines, wrongStep } from "./placed-step.js";

/** One end of the messages between two GPUs on a channel, in order, and the blocks that have it. */
export interface WayEnd {
  readonly steps: PlacedStep[];
  readonly blocks: Set<number>;
}

/** The messages between two GPUs on a channel. */
export interface MessageWay {
  readonly sent: WayEnd;
  readonly received: WayEnd;
}

/** The messages of an algorithm, by a name for each way that they go. */
export function waysOf(
  gpus: MscclAlgorithm["gpus"],
  placed: readonly PlacedStep[],
): ReadonlyMap<string, MessageWay> {
  const ways = new Map<string, MessageWay>();
  const add = (way: string, end: keyof MessageWay, place: PlacedStep): void => {
    let known = ways.get(way);
    if (known === undefined) {
      known = { sent: { steps: [], blocks: new Set() }, received: { steps: [], blocks: new Set() } };
      ways.set(way, known);
    }
    known[end].steps.push(place);
    known[end].blocks.add(place.block);
  };
  for (const place of placed) {
    const { gpu, block, step } = place;
    const { sendTo, receiveFrom, channel } = gpus[gpu]![block]!;
    if (sends(step.type)) add(`GPU ${gpu} to GPU ${sendTo} on channel ${channel}`, "sent", place);
    if (receives(step.type)) add(`GPU ${receiveFrom} to GPU ${gpu} on channel ${channel}`, "received", place);
  }
  return ways;
}

/** Throws INVALID_VALUE unless on each way the n-th send is received by the n-th receive. */
export function checkMessages(ways: ReadonlyMap<string, MessageWay>, lines: StepLines): void {
  for (const [way, { sent, received }] of ways) {
    const length = Math.max(sent.steps.length, received.steps.length);
    for (let message = 0; message < length; message++) {
      const [send, receive] = [sent.steps[message], received.steps[message]];
      if (send?.step.count === receive?.step.count) continue;
      const what =
        send === undefined
          ? "received and never sent"
          : receive === undefined
            ? "sent and never received"
            : "sent and received with another number of chunks";
      throw wrongStep((receive ?? send)!, lines, {
        problem: `message ${message + 1} from ${way} is ${what}`,
        ...(send === undefined || receive === undefined
          ? {}
          : { found: receive.step.count, expected: String(send.step.count) }),
      });
    }
  }
}
