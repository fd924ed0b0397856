import { AstraError, didYouMean, type RunObserver, runEventKinds } from "@astra-ts/core";
import { EventTrace } from "../files/event-trace.js";

/** A file of events, and what is kept in it. */
export interface TraceFlags {
  readonly trace?: string;
  readonly traceRanks?: readonly number[];
  readonly traceKinds?: readonly string[];
}

/** Does the work with an observer that writes the events to the file, or with none. Throws UNSUPPORTED or INVALID_VALUE for flags that do not fit, and FILE_WRITE. */
export async function traced<Value>(
  { trace, traceRanks: ranks, traceKinds: kinds }: TraceFlags,
  work: (observer?: RunObserver) => Promise<Value>,
): Promise<Value> {
  if (trace === undefined) {
    for (const [flag, value] of Object.entries({ "--trace-ranks": ranks, "--trace-kinds": kinds }))
      if (value !== undefined)
        throw new AstraError("UNSUPPORTED", { field: flag, problem: "there is no --trace that it narrows" });
    return work();
  }
  for (const kind of kinds ?? []) {
    if (runEventKinds.some((known) => known === kind)) continue;
    throw new AstraError("INVALID_VALUE", {
      field: "--trace-kinds",
      problem: "there is no such kind of event",
      found: kind,
      expected: `one of ${runEventKinds.join(", ")}`,
      hint: didYouMean(kind, runEventKinds),
    });
  }
  const events = new EventTrace(trace, { ...(ranks && { ranks }), ...(kinds && { kinds }) });
  try {
    return await work(events.observe);
  } finally {
    events.close();
  }
}
