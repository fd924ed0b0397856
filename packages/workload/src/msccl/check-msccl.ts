import { AstraError } from "@astra-ts/core";
import { type MscclAlgorithm, receives, sends } from "./msccl-algorithm.js";

type Gpus = MscclAlgorithm["gpus"];

/** Throws INVALID_VALUE for a step that waits for one that is not there. */
export function checkDependencies(gpus: Gpus, file: string): void {
  for (const [gpu, blocks] of gpus.entries()) {
    for (const [number, { steps }] of blocks.entries()) {
      for (const [index, { waitsFor }] of steps.entries()) {
        if (waitsFor === undefined || blocks[waitsFor.block]?.steps[waitsFor.step] !== undefined) continue;
        throw new AstraError("INVALID_VALUE", {
          file,
          field: `gpu ${gpu}: tb ${number}: step ${index}`,
          problem: "waits for a step that does not exist",
          found: `tb ${waitsFor.block}, step ${waitsFor.step}`,
        });
      }
    }
  }
}

/** Throws INVALID_VALUE unless on each channel between two GPUs the n-th send is received by the n-th receive. */
export function checkMessages(gpus: Gpus, file: string): void {
  const sent = new Map<string, number[]>();
  const received = new Map<string, number[]>();
  const note = (counts: Map<string, number[]>, key: string, count: number): void => {
    const list = counts.get(key);
    if (list === undefined) counts.set(key, [count]);
    else list.push(count);
  };
  for (const [gpu, blocks] of gpus.entries()) {
    for (const { sendTo, receiveFrom, channel, steps } of blocks) {
      for (const { type, count } of steps) {
        if (sends(type)) note(sent, `GPU ${gpu} to GPU ${sendTo} on channel ${channel}`, count);
        if (receives(type)) note(received, `GPU ${receiveFrom} to GPU ${gpu} on channel ${channel}`, count);
      }
    }
  }
  for (const way of new Set([...sent.keys(), ...received.keys()])) {
    const counts = [sent.get(way) ?? [], received.get(way) ?? []] as const;
    const length = Math.max(counts[0].length, counts[1].length);
    const place = Array.from({ length }, (_, index) => index).find(
      (index) => counts[0][index] !== counts[1][index],
    );
    if (place === undefined) continue;
    const [send, receive] = [counts[0][place], counts[1][place]];
    throw new AstraError("INVALID_VALUE", {
      file,
      problem: `message ${place + 1} from ${way} is ${send === undefined ? "received and never sent" : receive === undefined ? "sent and never received" : "sent and received with another number of chunks"}`,
      ...(send === undefined || receive === undefined ? {} : { found: receive, expected: String(send) }),
    });
  }
}
