/** What an NPU can be seen to spend an instant on. */
export type TimePartKind = "compute" | "dimension" | "message" | "memory" | "cpu" | "partner" | "idle";

/** A share of the time of a run. */
export interface TimePart {
  /**
   * `compute`: computing. The others are what the NPU did not compute for: `dimension`, chunks of its collectives in a logical dimension; `message`, messages of the workload
   * on their way; `memory`, remote memory; `cpu`, its host; `partner`, messages that another NPU had not sent yet (the bubble of a pipeline); `idle`, none of these.
   */
  readonly kind: TimePartKind;
  /** Logical dimension, where the kind has one. */
  readonly dimension: number | null;
  /** ns. */
  readonly time: number;
}

/** Where the time of one NPU went, from 0 to the end of the run: every instant counts once, so that the parts add up to the total. */
export type TimeBreakdown = readonly TimePart[];

/** When an NPU was busy with what: lists of instants, even entries start a span and odd entries end it. */
export type BusySpans = Readonly<
  Partial<Record<Exclude<TimePartKind, "dimension" | "idle">, readonly number[]>>
>;

/** Earlier ones count before later ones where several are true at an instant. */
const order: readonly Exclude<TimePartKind, "idle">[] = [
  "compute",
  "dimension",
  "message",
  "memory",
  "cpu",
  "partner",
];

/** Splits the time from 0 to `total`. `activity`: by logical dimension. What several dimensions share is split evenly among them. */
export function breakdownOf(
  total: number,
  spans: BusySpans,
  activity: readonly (readonly number[])[],
): TimeBreakdown {
  const lists = [
    ...order.flatMap((kind) =>
      kind === "dimension" ? [] : [{ kind, dimension: null, instants: spans[kind] ?? [] }],
    ),
    ...activity.map((instants, dimension) => ({ kind: "dimension" as const, dimension, instants })),
  ];
  const changes = lists.flatMap(({ instants }, list) =>
    instants.map((time, index) => ({ time, list, step: index % 2 === 0 ? 1 : -1 })),
  );
  changes.sort((a, b) => a.time - b.time);
  const open = new Int32Array(lists.length);
  const times = new Float64Array(lists.length);
  let idle = 0;
  let before = 0;
  const spend = (until: number): void => {
    const time = Math.min(until, total) - before;
    if (!(time > 0)) return;
    before += time;
    const kind = order.find((candidate) =>
      lists.some((list, at) => list.kind === candidate && open[at]! > 0),
    );
    const sharing = [...lists.keys()].filter((at) => lists[at]!.kind === kind && open[at]! > 0);
    if (sharing.length === 0) idle += time;
    for (const at of sharing) times[at]! += time / sharing.length;
  };
  for (const { time, list, step } of changes) {
    spend(time);
    open[list]! += step;
  }
  spend(total);
  return [
    ...lists.map(({ kind, dimension }, at) => ({ kind, dimension, time: times[at]! })),
    { kind: "idle" as const, dimension: null, time: idle },
  ].filter(({ time }) => time > 0);
}
