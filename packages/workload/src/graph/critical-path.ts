import { type GraphPath, type GraphStep, kindNumber, nodeKinds, nodeResources } from "@astra-ts/core";
import { CollectiveMeetings } from "./collective-meetings.js";
import type { RankHistory } from "./history.js";
import { type PreparedGraphs, peerOf } from "./prepared-graphs.js";
import { nodeTitle } from "./program.js";

/** Steps told one by one. */
const mostSteps = 2_000;

interface Place {
  readonly rank: number;
  readonly visit: number;
}

/**
 * What the last rank's finish waited for, followed backwards: a node began when another one of its rank ended, a message arrived that another rank had sent, or the last
 * member came to a collective.
 */
export function criticalPath(
  graphs: PreparedGraphs,
  history: readonly RankHistory[],
  finish: ArrayLike<number>,
): GraphPath {
  const meetings = new CollectiveMeetings(graphs, history);
  const times: Record<GraphStep["kind"], number> = { compute: 0, cpu: 0, communication: 0, memory: 0 };
  const steps: GraphStep[] = [];
  let droppedSteps = 0;
  let place = lastNode(history, finish);
  let time = place === undefined ? 0 : history[place.rank].end[place.visit];
  while (place !== undefined) {
    const { rank, visit } = heldUpBy(place, graphs, history, meetings);
    const node = nodeOf(graphs, rank, visit);
    const start = history[rank].start[visit];
    const kind = stepKind(graphs, rank, node);
    if (start < time) {
      times[kind] += time - start;
      if (steps.length < mostSteps) steps.push(stepOf(graphs, rank, node, kind, start, time));
      else droppedSteps++;
    }
    const cause = history[rank].cause[visit];
    time = Math.min(time, start);
    place = cause < 0 ? undefined : { rank, visit: cause };
  }
  return { steps: steps.reverse(), droppedSteps, times };
}

function nodeOf({ programs }: PreparedGraphs, rank: number, visit: number): number {
  return visit % programs[rank].graph.length;
}

/** The node that ended last on the rank that finished last. */
function lastNode(history: readonly RankHistory[], finish: ArrayLike<number>): Place | undefined {
  let rank = 0;
  for (let other = 1; other < finish.length; other++) if (finish[other] > finish[rank]) rank = other;
  const { end } = history[rank];
  let last: number | undefined;
  for (let visit = 0; visit < end.length; visit++)
    if (!Number.isNaN(end[visit]) && (last === undefined || end[visit] > end[last])) last = visit;
  return last === undefined ? undefined : { rank, visit: last };
}

/** Of a node that others take part in, the part that came last: the send of a message that was waited for, the last member of a collective; else the node itself. */
function heldUpBy(
  place: Place,
  graphs: PreparedGraphs,
  history: readonly RankHistory[],
  meetings: CollectiveMeetings,
): Place {
  const { rank, visit } = place;
  const kind = graphs.programs[rank].columns.kinds[nodeOf(graphs, rank, visit)];
  let latest = place;
  const startOf = (other: Place): number => history[other.rank].start[other.visit];
  if (kind === kindNumber.receive) {
    const send = sendOf(place, graphs, history);
    return send !== undefined && startOf(send) > startOf(latest) ? send : latest;
  }
  if (kind !== kindNumber.collective) return latest;
  for (const member of meetings.attendances(rank, visit))
    if (startOf(member) > startOf(latest)) latest = member;
  return latest;
}

/** The send whose message a receive waited for: one that fits, and that ended when the receive did. */
function sendOf(
  { rank, visit }: Place,
  graphs: PreparedGraphs,
  history: readonly RankHistory[],
): Place | undefined {
  const { bytes, tags } = graphs.programs[rank].columns;
  const node = nodeOf(graphs, rank, visit);
  const peer = peerOf(graphs, rank, graphs.programs[rank], node);
  const program = graphs.programs[peer];
  const { end } = history[peer];
  const arrival = history[rank].end[visit];
  for (let sent = 0; sent < end.length; sent++) {
    const other = nodeOf(graphs, peer, sent);
    if (end[sent] !== arrival || program.columns.kinds[other] !== kindNumber.send) continue;
    const fits = program.columns.tags![other] === tags![node] && program.columns.bytes[other] === bytes[node];
    if (fits && peerOf(graphs, peer, program, other) === rank) return { rank: peer, visit: sent };
  }
  return undefined;
}

function stepKind({ programs }: PreparedGraphs, rank: number, node: number): GraphStep["kind"] {
  const { kinds, resources } = programs[rank].columns;
  const kind = nodeKinds[kinds[node]];
  if (kind === "memory") return "memory";
  return kind === "compute" ? nodeResources[resources[node]] : "communication";
}

function stepOf(
  { programs }: PreparedGraphs,
  rank: number,
  node: number,
  kind: GraphStep["kind"],
  start: number,
  end: number,
): GraphStep {
  const { graph, columns } = programs[rank];
  const id = graph.id(node);
  return {
    rank,
    node: typeof id === "bigint" ? String(id) : id,
    name: nodeTitle(columns, node),
    kind,
    start,
    end,
  };
}
