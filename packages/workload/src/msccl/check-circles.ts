import type { MessageWay } from "./message-ways.js";
import { nameOf, type PlacedStep, type StepLines, wrongStep } from "./placed-step.js";

/** Throws INVALID_VALUE where steps wait for each other in a circle, be it across GPUs: a step waits for the one before it in its block, for the one that it names, and for the one that sends what it receives. */
export function checkCircles(
  placed: readonly PlacedStep[],
  ways: ReadonlyMap<string, MessageWay>,
  lines: StepLines,
): void {
  const at = new Map(placed.map((place) => [nameOf(place), place]));
  const before = new Map(placed.map((place) => [place, predecessors(place, at)]));
  for (const { sent, received } of ways.values()) {
    // Where several blocks share a channel, only time tells which message meets which receive.
    if (sent.blocks.size > 1 || received.blocks.size > 1) continue;
    for (const [message, receive] of received.steps.entries())
      before.get(receive)!.push(sent.steps[message]!);
  }
  const after = new Map<PlacedStep, PlacedStep[]>(placed.map((place) => [place, []]));
  const left = new Map<PlacedStep, number>();
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
    throw wrongStep(next, lines, {
      problem: "steps wait for each other in a circle",
      found: way.slice(start).map(nameOf).join(" -> "),
    });
  }
}

function predecessors(
  { gpu, block, index, step: { waitsFor } }: PlacedStep,
  at: ReadonlyMap<string, PlacedStep>,
): PlacedStep[] {
  const names = [
    ...(index === 0 ? [] : [nameOf({ gpu, block, index: index - 1 })]),
    ...(waitsFor === undefined ? [] : [nameOf({ gpu, block: waitsFor.block, index: waitsFor.step })]),
  ];
  return names.map((name) => at.get(name)!);
}
