import type { CollectiveKind } from "@astra-ts/core";
import type { SystemOptions } from "../options/system-options.js";
import type { Stream } from "./stream.js";

/** The streams that are in one queue of a dimension on one rank: started ones first, then those that wait, in the order in which they will start. */
export class DimensionQueue {
  readonly streams: Stream[] = [];
  /** Streams that hold a slot. Goes below zero in boost mode, where phases that are not simulated leave without having come. */
  running = 0;
}

type Policy = SystemOptions["intraDimensionScheduling"];

/** Place at which a stream enters a queue. */
export function insertPosition(streams: readonly Stream[], stream: Stream, policy: Policy): number {
  if (policy === "FIFO") return positionByPriority(streams, stream);
  const keepsToPriority = stream.phase.kind === "all-reduce" || stream.phase.kind === "all-to-all";
  if (policy === "RG" && !keepsToPriority) return positionByTurns(streams, stream);
  const goesBefore = keepsToPriority || policy === "RG" ? byPriority : orders[policy];
  const position = streams.findIndex((other) => !other.isStarted && goesBefore(stream, other));
  return position === -1 ? streams.length : position;
}

type Order = (stream: Stream, other: Stream) => boolean;

const byPriority: Order = (stream, other) => stream.chunk.priority > other.chunk.priority;

const orders: Record<Exclude<Policy, "FIFO" | "RG">, Order> = {
  smallestFirst: (stream, other) => other.phase.bytes >= stream.phase.bytes,
  lessRemainingPhaseFirst: (stream, other) => other.phasesLeft >= stream.phasesLeft,
};

/** Where all streams that wait are ordered by priority, the place is found by halving. */
function positionByPriority(streams: readonly Stream[], stream: Stream): number {
  let low = 0;
  let high = streams.length;
  while (low < high && streams[low].isStarted) low++;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byPriority(stream, streams[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * RG lets reduce-scatters and all-gathers take turns: behind the started streams and the one after them, behind higher priority, and behind every place where the two kinds
 * already alternate.
 */
function positionByTurns(streams: readonly Stream[], stream: Stream): number {
  let beforeLast: CollectiveKind | undefined;
  let last: CollectiveKind | undefined;
  let position = 0;
  const visit = (kind: CollectiveKind): void => {
    beforeLast = last;
    last = kind;
  };
  while (position < streams.length) {
    const other = streams[position]!;
    visit(other.phase.kind);
    if (other.isStarted) {
      position++;
      const next = streams[position];
      if (next !== undefined && !next.isStarted) {
        visit(next.phase.kind);
        position++;
      }
    } else if (other.chunk.priority > stream.chunk.priority || alternate(beforeLast, last)) {
      position++;
    } else {
      break;
    }
  }
  return position;
}

function alternate(a: CollectiveKind | undefined, b: CollectiveKind | undefined): boolean {
  return (a === "reduce-scatter" && b === "all-gather") || (a === "all-gather" && b === "reduce-scatter");
}
