import type { PhaseSpan, Result, TimelineSpan } from "@astra-ts/core";

export interface FakeOptions {
  readonly npus?: number;
  readonly layers?: number;
  readonly passes?: number;
  /** Shape of the one dimension. */
  readonly shape?: string;
  readonly network?: string;
  /** Stretches communication. */
  readonly slowness?: number;
  /** Every NPU a little later than the one before, so that no two lanes are alike. */
  readonly skew?: number;
  readonly phases?: boolean;
}

/** A result made by hand: data-parallel training whose weight gradients are reduced behind the next layer's computing. */
export function fakeResult(options: FakeOptions = {}): Result {
  const { npus = 8, layers = 4, passes = 1, shape = "ring", network = "analytical" } = options;
  const { slowness = 1, skew = 0, phases: withPhases = true } = options;
  const spans: TimelineSpan[] = [];
  const phases: PhaseSpan[] = [];
  const activity: number[] = [];
  const compute = (layer: number): number => 2000 + 700 * (layer % 3);
  const transfer = (layer: number): number => Math.round((1500 + 900 * (layer % 4)) * slowness);
  const last = skew > 0 ? npus - 1 : 0;
  let total = 0;
  for (let rank = 0; rank < npus; rank++) {
    let time = rank * skew;
    let free = time;
    let collective = 0;
    if (time > 0) spans.push({ rank, kind: "exposed", name: "start", start: 0, end: time });
    for (let pass = 0; pass < passes; pass++) {
      for (let layer = layers - 1; layer >= 0; layer--) {
        spans.push({
          rank,
          kind: "compute",
          name: `layer${layer} weight-gradient`,
          start: time,
          end: time + compute(layer),
        });
        time += compute(layer);
        const start = Math.max(time, free);
        free = start + transfer(layer);
        spans.push({
          rank,
          kind: "communication",
          name: `layer${layer} weight-gradient all-reduce`,
          start: time,
          end: free,
        });
        if (rank === last) {
          phases.push({
            collective: collective++,
            kind: "all-reduce",
            chunk: 0,
            phase: 0,
            dimension: 0,
            bytes: 2 ** 20,
            queued: time,
            start,
            end: free,
          });
          activity.push(start, free);
        }
      }
      if (free > time) {
        spans.push({ rank, kind: "exposed", name: "layer0 weight-gradient", start: time, end: free });
        time = free;
      }
    }
    total = Math.max(total, time);
  }
  const computed =
    passes * Array.from({ length: layers }, (_, layer) => compute(layer)).reduce((a, b) => a + b, 0);
  const zero = { forward: 0, inputGradient: 0, weightGradient: 0 };
  const links = Array.from({ length: npus }, (_, from) => {
    const busyTime = Math.round(total * (0.35 + 0.6 * (from / npus)));
    return {
      from: `npu ${from}`,
      to: `npu ${(from + 1) % npus}`,
      dimension: 0,
      bytes: 2 ** 20,
      messages: 14,
      busyTime,
      queueingTime: 120 * from,
      maxQueue: 2,
    };
  });
  return {
    schema: "astra-ts/result@2",
    version: "0.0.0",
    name: "made by hand",
    network,
    npus,
    topology: [{ shape, npus, bandwidth: 50, latency: 500, links: 2 }],
    time: { total, npu: last, compute: computed, exposedCommunication: total - computed },
    npuFinish: Array.from({ length: npus }, (_, rank) => total - (last - rank) * skew),
    npuCompute: Array.from({ length: npus }, () => computed),
    seenFrom: last,
    bytesSent: Array.from({ length: npus }, () => 7 * 2 ** 18),
    layers: Array.from({ length: layers }, (_, layer) => ({
      name: `layer${layer}`,
      compute: { ...zero, weightGradient: passes * compute(layer) },
      exposedCommunication: { ...zero, weightGradient: layer === 0 ? total - computed : 0 },
      communication: { ...zero, weightGradient: passes * transfer(layer) },
      collectives: passes,
      queueingDelay: [0, 250],
      networkDelay: [780],
    })),
    passFinish: [total],
    systemReport: {
      dimensions: [
        { npus, physical: 0, bytesSent: 7 * 2 ** 18, averageChunkLatency: 1900 * slowness, activity },
      ],
      ...(withPhases ? { phases, droppedPhases: 0 } : {}),
      counters: {},
    },
    timeline: { spans, ranks: Array.from({ length: npus }, (_, rank) => rank), mergedSpans: 0 },
    networkReport: {
      messages: 14 * npus,
      bytes: 2 ** 20 * npus,
      dimensions: [
        {
          dimension: 0,
          bytes: 2 ** 20 * npus,
          messages: 14 * npus,
          ...(network === "analytical"
            ? {}
            : { activity: { window: total / 5, utilization: [0.1, 0.4, 0.7, 0.6, 0.2] } }),
        },
      ],
      ...(network === "analytical" ? {} : { links }),
      latency: {
        count: 14 * npus,
        mean: 810 * slowness,
        p50: 780 * slowness,
        p99: 1900 * slowness,
        max: 2300 * slowness,
        histogram: { upTo: [600, 800, 1000, 1500, 2500], counts: [5, 60, 30, 12, 5] },
      },
      attribution: {
        propagation: 500 * 14 * npus,
        serialization: 300 * 14 * npus * slowness,
        queueing: (slowness - 1) * 4000 * npus,
      },
      counters: {},
    },
    simulation: { events: 1000 * npus, wallSeconds: 0.02 * slowness },
    warnings: [],
  };
}

/** A run of 512 us in which NPU 1 computes half of the time, in so many spans that only the longest is listed. */
export function mergedResult(): Result {
  const result = fakeResult({ npus: 2, layers: 1, phases: false });
  const [bins, binWidth] = [500, 1024];
  const lane = {
    rank: 1,
    kind: "compute" as const,
    spans: 2000,
    busy: new Array<number>(bins).fill(binWidth / 2),
    main: Array.from({ length: bins }, (_, bin) => (bin < bins / 2 ? 0 : 1)),
  };
  const total = bins * binWidth;
  return {
    ...result,
    time: { ...result.time, total },
    timeline: {
      spans: [{ rank: 1, kind: "compute", name: "long", start: 1000, end: 2500 }],
      ranks: [0, 1],
      mergedSpans: 2000,
      overview: { binWidth, listedFrom: 1400, names: ["early", "late"], lanes: [lane] },
    },
  };
}
