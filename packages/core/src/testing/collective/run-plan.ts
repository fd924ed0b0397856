import type { CollectivePlan, GraphPlan, PlanOperation, StepPlan } from "../../collective/collective.js";

/** What came of a plan that was run without a clock: every message takes one round. */
export interface PlanOutcome {
  /** Per position: whose data it has (directly or summed up), by position. */
  readonly knows: readonly ReadonlySet<number>[];
  /** Bytes sent by all together. */
  readonly bytes: number;
  /** True where any position reduced something. */
  readonly reduced: boolean;
  /** What is wrong with the plan, as clauses; empty where it ran to its end. */
  readonly problems: readonly string[];
}

/** Runs a plan for all positions at once and follows whose data gets where. */
export function runPlan(plan: CollectivePlan, npus: number): PlanOutcome {
  return plan.form === "steps" ? runSteps(plan, npus) : runGraph(plan, npus);
}

const mostSends = 1_000_000;

function runSteps(plan: StepPlan, npus: number): PlanOutcome {
  const problems: string[] = [];
  const { sends, parallelism, gate } = plan;
  if (!Number.isInteger(sends) || sends < 0 || sends > mostSends) problems.push(`sends is ${sends}`);
  if (!Number.isInteger(parallelism) || parallelism < 1) problems.push(`parallelism is ${parallelism}`);
  if (problems.length > 0) return { knows: [], bytes: 0, reduced: false, problems };
  let bytes = 0;
  let reduced = false;
  for (let step = 0; step < sends + parallelism; step++) reduced ||= plan.reduces(step);
  for (let step = 0; step < sends; step++) {
    const size = plan.bytes(step);
    bytes += size * npus;
    if (!Number.isInteger(size) || size < 0) problems.push(`step ${step} has ${size} bytes`);
    for (let position = 0; position < npus; position++) {
      const to = plan.destination(position, step);
      if (!isPosition(to, npus)) problems.push(`position ${position} sends to ${to} in step ${step}`);
      else if (plan.source(to, step) !== position)
        problems.push(
          `position ${position} sends to ${to} in step ${step}, which then receives from ${plan.source(to, step)}`,
        );
    }
    if (problems.length > 0) return { knows: [], bytes, reduced, problems };
  }
  let knows = ownOnly(npus);
  const sent = new Int32Array(npus);
  const prepared = new Int32Array(npus).fill(parallelism);
  const arrived = new Int32Array(npus);
  for (let moved = true; moved; ) {
    moved = false;
    const after = knows.map((set) => new Set(set));
    const arriving = new Int32Array(npus);
    for (let position = 0; position < npus; position++) {
      while (sent[position] < Math.min(sends, prepared[position])) {
        if (gate !== undefined && sent[position] >= gate.afterSends && arrived[position] < gate.arrivals)
          break;
        const to = plan.destination(position, sent[position]++);
        for (const origin of knows[position]) after[to].add(origin);
        arriving[to]++;
        moved = true;
      }
    }
    arriving.forEach((count, position) => {
      arrived[position] += count;
      prepared[position] += count;
    });
    knows = after;
  }
  const stuck = sent.findIndex((count) => count < sends);
  if (stuck >= 0) problems.push(`position ${stuck} stops after ${sent[stuck]} of ${sends} messages`);
  return { knows, bytes, reduced, problems };
}

function runGraph(plan: GraphPlan, npus: number): PlanOutcome {
  const problems: string[] = [];
  const graphs = Array.from({ length: npus }, (_, position) => plan.operations(position));
  let bytes = 0;
  let reduced = false;
  graphs.forEach((operations, position) => {
    operations.forEach((operation, index) => {
      problems.push(...wrongIn(operation, index, npus).map((problem) => `position ${position}: ${problem}`));
      if (operation.kind === "send") bytes += operation.bytes;
      reduced ||= operation.kind === "endpoint" && operation.reduces;
    });
  });
  if (problems.length > 0) return { knows: [], bytes, reduced, problems };

  const knows = ownOnly(npus);
  const ended = graphs.map((operations) => new Uint8Array(operations.length));
  const underWay = new Map<string, Set<number>[]>();
  for (let moved = true; moved; ) {
    moved = false;
    graphs.forEach((operations, position) => {
      operations.forEach((operation, index) => {
        if (ended[position][index] === 1 || operation.after.some((earlier) => ended[position][earlier] === 0))
          return;
        if (operation.kind === "send") {
          const flow = `${position} ${operation.to} ${operation.bytes}`;
          underWay.set(flow, [...(underWay.get(flow) ?? []), new Set(knows[position])]);
        } else if (operation.kind === "receive") {
          const data = underWay.get(`${operation.from} ${position} ${operation.bytes}`)?.shift();
          if (data === undefined) return;
          for (const origin of data) knows[position].add(origin);
        }
        ended[position][index] = 1;
        moved = true;
      });
    });
  }
  ended.forEach((flags, position) => {
    const waiting = flags.indexOf(0);
    if (waiting >= 0)
      problems.push(
        `operation ${waiting} of position ${position} (${graphs[position][waiting].kind}) never ends`,
      );
  });
  const lost = [...underWay].find(([, messages]) => messages.length > 0)?.[0].split(" ");
  if (lost !== undefined) problems.push(`nobody receives a message from position ${lost[0]} to ${lost[1]}`);
  return { knows, bytes, reduced, problems };
}

function wrongIn(operation: PlanOperation, index: number, npus: number): string[] {
  const problems: string[] = [];
  const stranger = operation.after.find(
    (earlier) => !Number.isInteger(earlier) || earlier < 0 || earlier >= index,
  );
  if (stranger !== undefined)
    problems.push(`operation ${index} waits for operation ${stranger}, which is no earlier one`);
  const peer = operation.kind === "send" ? operation.to : operation.kind === "receive" ? operation.from : 0;
  if (!isPosition(peer, npus)) problems.push(`operation ${index} names position ${peer}`);
  const amount = operation.kind === "compute" ? operation.duration : operation.bytes;
  if (!Number.isInteger(amount) || amount < 0)
    problems.push(`operation ${index} takes ${amount} ${operation.kind === "compute" ? "ns" : "bytes"}`);
  return problems;
}

function ownOnly(npus: number): Set<number>[] {
  return Array.from({ length: npus }, (_, position) => new Set([position]));
}

function isPosition(value: number, npus: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < npus;
}
