import { describe, expect, it } from "vitest";
import { fakeResult, mergedResult } from "../../test/fake-result.js";
import { type CompleteEvent, timelineTrace } from "./timeline-trace.js";

// The rules of the Trace Event Format (JSON object form) that readers hold a file to.
describe("timelineTrace", () => {
  const result = fakeResult({ npus: 3, passes: 2, slowness: 2 });
  const trace = timelineTrace(result);
  const complete = trace.traceEvents.filter((event): event is CompleteEvent => event.ph === "X");

  it("has events with the fields of their phase, and nothing that JSON loses", () => {
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    expect(["ms", "ns"]).toContain(trace.displayTimeUnit);
    for (const event of trace.traceEvents) {
      expect(Number.isInteger(event.pid) && Number.isInteger(event.tid)).toBe(true);
      if (event.ph === "X") {
        expect(event.name.length).toBeGreaterThan(0);
        expect(event.ts).toBeGreaterThanOrEqual(0);
        expect(event.dur).toBeGreaterThanOrEqual(0);
      } else if (event.ph === "M") {
        expect(event.name).toMatch(/^(process|thread)_(name|sort_index)$/);
        const value = Object.entries(event.args);
        expect(value).toHaveLength(1);
        expect(value[0]?.[0]).toBe(event.name.endsWith("_name") ? "name" : "sort_index");
      }
    }
  });

  it("counts in microseconds", () => {
    const first = result.timeline.spans[0];
    const event = complete.find(({ pid, name }) => pid === first.rank && name === first.name);
    expect(event).toMatchObject({ ts: first.start / 1000, dur: (first.end - first.start) / 1000 });
    const end = Math.max(...complete.map(({ ts, dur }) => ts + dur));
    expect(end).toBeCloseTo(result.time.total / 1000, 6);
  });

  it("names every process and thread that has events", () => {
    const named = new Set(
      trace.traceEvents.flatMap((event) =>
        event.ph === "M"
          ? [`${event.name} ${event.pid}${event.name.startsWith("thread") ? ` ${event.tid}` : ""}`]
          : [],
      ),
    );
    for (const { pid, tid } of complete) {
      expect(named).toContain(`process_name ${pid}`);
      expect(named).toContain(`thread_name ${pid} ${tid}`);
    }
  });

  it("has every span, and none that overlap on a thread", () => {
    const phases = result.systemReport.phases?.length ?? 0;
    expect(complete).toHaveLength(result.timeline.spans.length + phases);
    const threads = new Map<string, CompleteEvent[]>();
    for (const event of complete) {
      const key = `${event.pid} ${event.tid}`;
      threads.set(key, [...(threads.get(key) ?? []), event]);
    }
    for (const events of threads.values()) {
      const ordered = [...events].sort((a, b) => a.ts - b.ts);
      for (let index = 1; index < ordered.length; index++)
        expect(ordered[index].ts).toBeGreaterThanOrEqual(
          ordered[index - 1].ts + ordered[index - 1].dur - 1e-9,
        );
    }
  });

  it("has a graph of each kind over the whole run where spans were merged", () => {
    const { traceEvents, otherData } = timelineTrace(mergedResult());
    const counters = traceEvents.filter(({ ph }) => ph === "C");
    expect(counters).toEqual([
      { ph: "C", name: "compute, busy %", ts: 0, pid: 1, tid: 0, args: { busy: 50 } },
      { ph: "C", name: "compute, busy %", ts: 512, pid: 1, tid: 0, args: { busy: 0 } },
    ]);
    expect(otherData.mergedSpans).toBe("2000");
  });
});
