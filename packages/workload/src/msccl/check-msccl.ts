import { AstraError } from "@astra-ts/core";
import { type MscclAlgorithm, type MscclStep, receives, sends } from "./msccl-algorithm.js";

/** Where the steps of an algorithm stand in its file. */
export interface StepLines {
  readonly file: string;
  readonly lineOf: (step: MscclStep) => number | undefined;
}

/** A step and its place in the algorithm. */
interface Placed {
  readonly gpu: number;
  readonly block: number;
  readonly index: number;
  readonly step: MscclStep;
}

/** One end of the messages between two GPUs on a channel, in order, and the blocks that have it. */
interface End {
  readonly steps: Placed[];
  readonly blocks: Set<number>;
}

/** The messages between two GPUs on a channel. */
interface Way {
  readonly sent: End;
  readonly received: End;
}

/**
 * Throws INVALID_VALUE, with the line, for a step that waits for one that is not there; unless on each channel between two GPUs the n-th send is received by the n-th receive; and where steps
 * wait for each other in a circle, be it across GPUs.
 */
export function checkSteps({ gpus }: Pick<MscclAlgorithm, "gpus">, lines: StepLines): void {
  const placed = gpus.flatMap((blocks, gpu) =>
    blocks.flatMap(({ steps }, block) => steps.map((step, index): Placed => ({ gpu, block, index, step }))),
  );
  checkDependencies(gpus, placed, lines);
  const ways = waysOf(gpus, placed);
  checkMessages(ways, lines);
  checkCircles(placed, ways, lines);
}

function checkDependencies(gpus: MscclAlgorithm["gpus"], placed: readonly Placed[], lines: StepLines): void {
  for (const place of placed) {
    const { waitsFor } = place.step;
    if (waitsFor === undefined || gpus[place.gpu]![waitsFor.block]?.steps[waitsFor.step] !== undefined)
      continue;
    throw wrong(place, lines, {
      problem: "waits for a step that does not exist",
      found: `tb ${waitsFor.block}, step ${waitsFor.step}`,
    });
  }
}

function waysOf(gpus: MscclAlgorithm["gpus"], placed: readonly Placed[]): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>();
  const add = (way: string, end: keyof Way, place: Placed): void => {
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

function checkMessages(ways: ReadonlyMap<string, Way>, lines: StepLines): void {
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
      throw wrong((receive ?? send)!, lines, {
        problem: `message ${message + 1} from ${way} is ${what}`,
        ...(send === undefined || receive === undefined
          ? {}
          : { found: receive.step.count, expected: String(send.step.count) }),
      });
    }
  }
}

/** A step waits for the one before it in its block, for the one that it names, and for the one that sends what it receives. */
function checkCircles(placed: readonly Placed[], ways: ReadonlyMap<string, Way>, lines: StepLines): void {
  const at = new Map(placed.map((place) => [nameOf(place), place]));
  const before = new Map(placed.map((place) => [place, predecessors(place, at)]));
  for (const { sent, received } of ways.values()) {
    // Where several blocks share a channel, only time tells which message meets which receive.
    if (sent.blocks.size > 1 || received.blocks.size > 1) continue;
    for (const [message, receive] of received.steps.entries())
      before.get(receive)!.push(sent.steps[message]!);
  }
  const after = new Map<Placed, Placed[]>(placed.map((place) => [place, []]));
  const left = new Map<Placed, number>();
  for (const [place, earlier] of before) {
    left.set(place, earlier.length);
    for (const other of earlier) after.get(other)!.push(place);
  }
  const free = placed.filter((place) => left.get(place) === 0);
  for (const place of free)
    for (const next of after.get(place)!) {
      left.set(next, left.get(next)! - 1);
      if (left.get(next) === 0) free.push(next);
    }
  const stuck = placed.find((place) => left.get(place)! > 0);
  if (stuck === undefined) return;
  // Whoever is stuck waits for somebody who is: the way back goes round in the end.
  const way = [stuck];
  for (;;) {
    const next = before.get(way.at(-1)!)!.find((place) => left.get(place)! > 0)!;
    const start = way.indexOf(next);
    way.push(next);
    if (start < 0) continue;
    throw wrong(next, lines, {
      problem: "steps wait for each other in a circle",
      found: way.slice(start).map(nameOf).join(" -> "),
    });
  }
}

function predecessors(
  { gpu, block, index, step: { waitsFor } }: Placed,
  at: ReadonlyMap<string, Placed>,
): Placed[] {
  const names = [
    ...(index === 0 ? [] : [nameOf({ gpu, block, index: index - 1 })]),
    ...(waitsFor === undefined ? [] : [nameOf({ gpu, block: waitsFor.block, index: waitsFor.step })]),
  ];
  return names.map((name) => at.get(name)!);
}

function nameOf({ gpu, block, index }: Pick<Placed, "gpu" | "block" | "index">): string {
  return `gpu ${gpu}: tb ${block}: step ${index}`;
}

function wrong(
  place: Placed,
  { file, lineOf }: StepLines,
  details: Pick<ConstructorParameters<typeof AstraError>[1], "problem" | "found" | "expected">,
): AstraError {
  return new AstraError("INVALID_VALUE", {
    file,
    line: lineOf(place.step),
    field: nameOf(place),
    ...details,
  });
}
