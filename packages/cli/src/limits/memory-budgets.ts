import process from "node:process";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type MemoryBudget, parseSize } from "@astra-ts/core";
import { InvalidArgumentError } from "commander";

/** Part of what is free that a run may take: the rest is for what happens between two looks, and for writing the results. */
const share = 0.9;
/** Of its heap a thread may fill this part: soon after, Node gives up because collecting garbage yields too little. */
const heapShare = 0.75;
/** The young generation, which the limit counts and which does not hold what stays. */
const youngBytes = 48 * 2 ** 20;
/** Collecting to know what is garbage may take this part of the time of a run. */
const collectingShare = 0.1;

/**
 * What a run in this thread may take: `bytes` for the whole process, or else most of the memory that is free now; and most of the heap that Node gives this thread, which a
 * budget cannot raise.
 */
export function memoryBudgets(bytes: number | undefined): MemoryBudget[] {
  const heap = heapShare * (getHeapStatistics().heap_size_limit - youngBytes);
  return [
    {
      what: bytes === undefined ? "nine tenths of what the machine has free" : "--memory-budget",
      budget: bytes ?? resident() + share * available(),
      used: resident,
      countsElsewhere: true,
    },
    {
      what: "three quarters of the heap of Node",
      budget: heap,
      used: heapAbove(heap),
      hint: "NODE_OPTIONS=--max-old-space-size=<MiB> gives Node a larger heap.",
    },
  ];
}

/** A look at the system's figures takes half a millisecond, as long as a short run: one holds so long, ms. */
const lookHolds = 100;
/** Memory of the process, and memory of the machine that it may still have, bytes. */
const resident = lookedAt(() => process.memoryUsage.rss());
const available = lookedAt(() => process.availableMemory());

function lookedAt(look: () => number): () => number {
  let value = 0;
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now >= until) {
      value = look();
      until = now + lookHolds;
    }
    return value;
  };
}

/** The heap in use; where that is above `budget`, without the garbage in it, which has to be collected to be known. */
function heapAbove(budget: number): () => number {
  let collect: (() => void) | undefined;
  let nextCollection = 0;
  return () => {
    const used = getHeapStatistics().used_heap_size;
    if (used <= budget) return used;
    if (performance.now() < nextCollection) return budget;
    if (collect === undefined) {
      setFlagsFromString("--expose-gc");
      collect = runInNewContext("gc") as () => void;
    }
    const started = performance.now();
    collect();
    const ended = performance.now();
    nextCollection = ended + (ended - started) / collectingShare;
    return getHeapStatistics().used_heap_size;
  };
}

/** Reads `4GiB`. */
export function memorySize(text: string): number {
  try {
    return parseSize(text);
  } catch {
    throw new InvalidArgumentError("Expected a size, such as 4GiB.");
  }
}

/** The flag, for every command that simulates. */
export const memoryBudgetFlag = [
  "--memory-budget <size>",
  "end a run that needs more memory, such as 4GiB; default: most of what is free",
  memorySize,
] as const;
