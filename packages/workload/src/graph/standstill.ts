import { kindNumber, nodeKinds, type Waiter } from "@astra-ts/core";
import { CollectiveMeetings } from "./collective-meetings.js";
import type { RankHistory } from "./history.js";
import { type PreparedGraphs, peerOf } from "./prepared-graphs.js";
import { nodeName } from "./program.js";
import { nodeStates, type RankState } from "./rank-state.js";

/** Ranks named in one sentence. */
const mostNamed = 4;

/** What each rank's nodes under way wait for, by name: the partner of a message, the members that have not come to a collective. */
export function waitersOf(
  states: readonly RankState[],
  graphs: PreparedGraphs,
  history: readonly RankHistory[] | undefined,
): Waiter[] {
  const meetings = history && new CollectiveMeetings(graphs, history);
  return states.flatMap((state, rank) => {
    const waiters: Waiter[] = [];
    state.states.forEach((value, node) => {
      if (value !== nodeStates.runs) return;
      const since = history?.[rank].start[state.visit(node)];
      waiters.push({
        rank,
        waitsFor: waitsFor(rank, node, states, graphs, meetings),
        ...(since === undefined ? {} : { since }),
      });
    });
    return waiters;
  });
}

function waitsFor(
  rank: number,
  node: number,
  states: readonly RankState[],
  graphs: PreparedGraphs,
  meetings: CollectiveMeetings | undefined,
): string {
  const { graph, columns } = states[rank].program;
  const kind = columns.kinds[node];
  const name = `the end of node ${nodeName(graph, node)}, a ${nodeKinds[kind]}`;
  if (kind === kindNumber.receive || kind === kindNumber.send)
    return `${name}: ${partner(rank, node, states, graphs)}`;
  if (kind !== kindNumber.collective || meetings === undefined) return name;
  const visit = states[rank].visit(node);
  const came = new Set(meetings.attendances(rank, visit).map((attendance) => attendance.rank));
  const absent = meetings.members(rank, visit).filter((member) => !came.has(member));
  if (absent.length === 0) return name;
  const shown = absent.slice(0, mostNamed).join(", ");
  const rest = absent.length > mostNamed ? ` and ${absent.length - mostNamed} more` : "";
  return `${name}, to which rank${absent.length === 1 ? "" : "s"} ${shown}${rest} never came`;
}

/** The counterpart of a message on the other rank, or what comes nearest to it. */
function partner(rank: number, node: number, states: readonly RankState[], graphs: PreparedGraphs): string {
  const { columns } = states[rank].program;
  const peer = peerOf(graphs, rank, states[rank].program, node);
  const { program, states: nodes } = states[peer];
  const isReceive = columns.kinds[node] === kindNumber.receive;
  const wanted = isReceive ? kindNumber.send : kindNumber.receive;
  const word = isReceive ? "send" : "receive";
  let near: number | undefined;
  for (let other = 0; other < program.graph.length; other++) {
    if (program.columns.kinds[other] !== wanted || nodes[other] === nodeStates.ended) continue;
    if (peerOf(graphs, peer, program, other) !== rank) continue;
    const { tags, bytes } = program.columns;
    if (tags![other] === columns.tags![node] && bytes[other] === columns.bytes[node])
      return `its ${word}, node ${nodeName(program.graph, other)} of rank ${peer}, has not ${nodes[other] === nodeStates.runs ? "ended" : "started"}`;
    near ??= other;
  }
  const message = `${columns.bytes[node]} B with tag ${columns.tags![node]}`;
  if (near === undefined) return `rank ${peer} has no ${word} of ${message} left`;
  const { tags, bytes } = program.columns;
  return `rank ${peer} has no ${word} of ${message}; its node ${nodeName(program.graph, near)} has ${bytes[near]} B with tag ${tags![near]}`;
}
