import {
  type Activity,
  type GraphReport,
  kindNumber,
  type Message,
  nodeKinds,
  nodeResources,
  type RunTap,
  type WorkloadContext,
  type WorkloadReport,
} from "@astra-ts/core";
import { type SingleRow, SingleRows } from "../single-row.js";
import { type BusyClass, BusyTimes, busyClasses } from "./busy-times.js";
import { criticalPath } from "./critical-path.js";
import { ExposedWaits } from "./exposed-waits.js";
import { createHistory, type RankHistory } from "./history.js";
import { MemoryUse, peakOf } from "./memory-use.js";
import { type PreparedGraphs, peerOf } from "./prepared-graphs.js";
import { nodeTitle, type Program } from "./program.js";
import type { RankState } from "./rank-state.js";
import type { RooflinePoint } from "./roofline.js";
import { RooflineSums } from "./roofline-averages.js";

const activities: Readonly<Record<BusyClass, Activity>> = {
  compute: "compute",
  cpu: "cpu",
  communication: "communication",
  memory: "memory",
  marker: "cpu",
};

/** What happened on all ranks, for the result and for explanations. */
export class GraphRecord {
  /** What the observed ranks did in all. */
  readonly rows: SingleRows;
  readonly history: RankHistory[] | undefined;
  readonly #graphs: PreparedGraphs;
  readonly #busy: BusyTimes;
  readonly #roofline: RooflineSums | undefined;
  readonly #memory: readonly MemoryUse[];
  readonly #finish: Float64Array;
  readonly #tap: RunTap | undefined;
  readonly #waits: ExposedWaits | undefined;
  readonly #observed: readonly number[];
  /** When messages to observed ranks were sent that have not arrived, by what tells them apart. */
  readonly #sent = new Map<string, number[]>();
  /** When the nodes under way started, ns, on ranks of which something is kept or told. */
  readonly #started: ReadonlyMap<number, Map<number, number>>;

  constructor(graphs: PreparedGraphs, { observed = [0], tap }: WorkloadContext) {
    const { length: ranks } = graphs.programs;
    this.#graphs = graphs;
    this.history = createHistory(graphs.programs, graphs.options.passes);
    this.#busy = new BusyTimes(ranks);
    this.#roofline = graphs.options.roofline && new RooflineSums(ranks);
    this.#memory = graphs.options.memoryUse ? graphs.programs.map(() => new MemoryUse()) : [];
    this.#finish = new Float64Array(ranks).fill(Number.NaN);
    this.#tap = tap;
    this.rows = new SingleRows(observed);
    this.#observed = observed;
    this.#waits =
      tap && new ExposedWaits((rank, node, start, end) => this.#tellWait(tap, rank, node, start, end));
    const seen = new Set(observed);
    const timed = [...graphs.programs.keys()].filter(
      (rank) => graphs.options.memoryUse || seen.has(rank) || tap?.wants(rank),
    );
    this.#started = new Map(timed.map((rank) => [rank, new Map()]));
  }

  start(rank: number, state: RankState, node: number, cause: number, now: number): void {
    const index = busyClass(state.program, node);
    this.#busy.start(rank, index, now);
    this.#started.get(rank)?.set(node, now);
    if (this.#tap?.wants(rank)) this.#waits?.start(rank, index, node, now);
    if (this.history === undefined) return;
    const { start, cause: causes } = this.history[rank];
    const visit = state.visit(node);
    start[visit] = now;
    causes[visit] = cause;
  }

  /** A compute node takes the time of this point of the roofline. */
  roofline(rank: number, point: RooflinePoint): void {
    this.#roofline?.add(rank, point);
  }

  /** A compute node, of the accelerator or the CPU, takes this long. */
  compute(rank: number, duration: number): void {
    this.#roofline?.addTime(rank, duration);
  }

  end(rank: number, state: RankState, node: number, now: number): void {
    const { program } = state;
    const index = busyClass(program, node);
    state.lastEnd = now;
    this.#busy.end(rank, index, now);
    if (this.history !== undefined) this.history[rank].end[state.visit(node)] = now;
    const started = this.#started.get(rank);
    const start = started?.get(node);
    if (start === undefined) return;
    started?.delete(node);
    const kind = nodeKinds[program.columns.kinds[node]];
    const { inputs = [], outputs = [] } = program.columns.tensors?.get(node) ?? {};
    this.#memory[rank]?.nodeEnded(inputs, outputs, start, now);
    const row = this.rows.of(rank);
    if (index === computeClass) row?.addCompute(now - start);
    else if (kind === "send" || kind === "receive") row?.addMessage(now - start);
    if (row !== undefined) this.#addBusy(row, rank, program, node, start, now);
    if (!this.#tap?.wants(rank)) return;
    this.#waits?.end(rank, index, node, now);
    const id = program.graph.id(node);
    this.#tap.tell({
      kind: "work-timed",
      time: now,
      rank,
      activity: activities[busyClasses[index]],
      name: nodeTitle(program.columns, node),
      start,
      end: now,
      node: typeof id === "bigint" ? String(id) : id,
    });
  }

  #tellWait(tap: RunTap, rank: number, node: number, start: number, end: number): void {
    const name = nodeTitle(this.#graphs.programs[rank].columns, node);
    tap.tell({ kind: "work-timed", time: end, rank, activity: "exposed", name, start, end });
  }

  endPass(rank: number, now: number): void {
    this.rows.of(rank)?.passFinish.push(now);
  }

  /** Notes when a message to an observed rank was sent: what waited for it before waited for its sender. */
  sent({ source, destination, tag, bytes }: Message, now: number): void {
    if (this.rows.of(destination) === undefined) return;
    const key = messageKey(source, destination, tag, bytes);
    const times = this.#sent.get(key);
    if (times === undefined) this.#sent.set(key, [now]);
    else times.push(now);
  }

  #addBusy(row: SingleRow, rank: number, program: Program, node: number, start: number, now: number): void {
    const { busy } = row;
    const { kinds, resources, tags, bytes } = program.columns;
    switch (nodeKinds[kinds[node]]) {
      case "compute": {
        const resource = nodeResources[resources[node]];
        const list = { compute: busy.compute, cpu: busy.cpu, communication: busy.message };
        list[resource].add(start, now);
        break;
      }
      case "memory":
        busy.memory.add(start, now);
        break;
      case "send":
        busy.message.add(start, now);
        break;
      case "receive": {
        const peer = peerOf(this.#graphs, rank, program, node);
        const key = messageKey(peer, rank, tags![node], bytes[node]);
        const times = this.#sent.get(key);
        const sent = Math.min(now, Math.max(start, times?.shift() ?? start));
        if (times?.length === 0) this.#sent.delete(key);
        busy.partner.add(start, sent);
        busy.message.add(sent, now);
        break;
      }
      default:
    }
  }

  finish(rank: number, now: number): void {
    this.#finish[rank] = now;
  }

  report(states: readonly RankState[]): WorkloadReport {
    const finish = Array.from(this.#finish, (time) => (Number.isNaN(time) ? null : time));
    return {
      finish,
      compute: this.#busy.totals("compute"),
      view: (rank) => this.rows.view(rank, "graph", finish[rank] ?? 0),
      graph: this.#graphReport(states, finish),
    };
  }

  #graphReport(states: readonly RankState[], finish: readonly (number | null)[]): GraphReport {
    return {
      nodes: states.map(({ program }) => program.graph.length),
      neverRan: states.map(({ program }) => program.stuck.length),
      lastEnd: states.map(({ lastEnd }) => lastEnd),
      busy: {
        compute: this.#busy.totals("compute"),
        cpu: this.#busy.totals("cpu"),
        communication: this.#busy.totals("communication"),
        memory: this.#busy.totals("memory"),
      },
      overlap: this.#busy.overlaps,
      exposedCommunication: states.map(({ computed }, rank) => (finish[rank] ?? 0) - computed),
      ...(this.#roofline === undefined ? {} : { roofline: this.#roofline.averages() }),
      ...(this.#memory.length === 0 ? {} : { memory: this.#memoryReport() }),
      ...(this.history === undefined
        ? {}
        : { criticalPath: criticalPath(this.#graphs, this.history, this.#finish) }),
    };
  }

  #memoryReport(): GraphReport["memory"] {
    const steps = this.#memory.map((use) => use.steps());
    return { peak: steps.map(peakOf), use: this.#observed.map((rank) => steps[rank]) };
  }
}

const computeClass = busyClasses.indexOf("compute");
const memoryClass = busyClasses.indexOf("memory");
const markerClass = busyClasses.indexOf("marker");
const communicationClass = busyClasses.indexOf("communication");
const resourceClasses = nodeResources.map((resource) => busyClasses.indexOf(resource));

/** Number of the class of time that a node counts in. */
function busyClass({ columns: { kinds, resources } }: Program, node: number): number {
  switch (kinds[node]) {
    case kindNumber.compute:
      return resourceClasses[resources[node]];
    case kindNumber.memory:
      return memoryClass;
    case kindNumber.marker:
      return markerClass;
    default:
      return communicationClass;
  }
}

function messageKey(source: number, destination: number, tag: number, bytes: number): string {
  return `${source} ${destination} ${tag} ${bytes}`;
}
