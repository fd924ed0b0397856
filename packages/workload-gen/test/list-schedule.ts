import { type GraphNodeWork, type GraphWorkload, graphAddresses, type NodeId } from "@astra-ts/core";

/** When things ended under the simplest rules. */
export interface ListSchedule {
  readonly finish: number;
  /** Busy time of each rank's processor. */
  readonly busy: readonly number[];
}

/**
 * Runs a graph with free communication: one compute node at a time per rank, the k-th collective of a group starts when all members have reached it and takes no time, a
 * message arrives when it is sent. Throws if it comes to a standstill or members of a group disagree.
 */
export function listSchedule(workload: GraphWorkload): ListSchedule {
  const addresses = graphAddresses(workload);
  const ends = workload.ranks.map(() => new Map<NodeId, number>());
  const busyUntil = workload.ranks.map(() => 0);
  const busy = workload.ranks.map(() => 0);
  const arrivals = new Map<string, { time: number; bytes: number }>();
  const meetings = new Map<string, { text: string; time: number; rank: number; id: NodeId }[]>();
  const reached = new Map<string, number>();
  const pending = workload.ranks.map((program) => [...program]);

  const startOf = (rank: number, node: GraphNodeWork): number | undefined => {
    let start = 0;
    for (const id of node.after) {
      const end = ends[rank]!.get(id);
      if (end === undefined) return undefined;
      start = Math.max(start, end);
    }
    return start;
  };
  /** True when the node has been dealt with. Generated graphs have no nodes of other kinds. */
  const step = (rank: number, node: GraphNodeWork): boolean => {
    const start = startOf(rank, node);
    if (start === undefined) return false;
    switch (node.kind) {
      case "compute": {
        const end = Math.max(start, busyUntil[rank]!) + node.duration;
        busyUntil[rank] = end;
        busy[rank]! += node.duration;
        ends[rank]!.set(node.id, end);
        return true;
      }
      case "send": {
        const key = `${rank}>${addresses.peer(rank, node.to)}#${node.tag}`;
        if (arrivals.has(key)) throw new Error(`two messages ${key}`);
        arrivals.set(key, { time: start, bytes: node.bytes });
        ends[rank]!.set(node.id, start);
        return true;
      }
      case "receive": {
        const message = arrivals.get(`${addresses.peer(rank, node.from)}>${rank}#${node.tag}`);
        if (message === undefined) return false;
        if (message.bytes !== node.bytes) throw new Error(`sizes of ${node.name} differ`);
        ends[rank]!.set(node.id, Math.max(start, message.time));
        return true;
      }
      case "collective": {
        const group = addresses.group(rank, node.group) ?? workload.ranks.map((_, index) => index);
        const own = `${group.join()}@${rank}`;
        const index = reached.get(own) ?? 0;
        reached.set(own, index + 1);
        const key = `${group.join()}|${index}`;
        const members = meetings.get(key) ?? [];
        meetings.set(key, members);
        members.push({ text: `${node.collective} ${node.bytes}`, time: start, rank, id: node.id });
        if (members.length < group.length) return true;
        if (new Set(members.map(({ text }) => text)).size > 1)
          throw new Error(`members disagree: ${JSON.stringify(members)}`);
        const end = Math.max(...members.map(({ time }) => time));
        for (const member of members) ends[member.rank]!.set(member.id, end);
        return true;
      }
      default:
        throw new Error(`generated graphs have no ${node.kind}`);
    }
  };

  for (let moved = true; moved; ) {
    moved = false;
    pending.forEach((nodes, rank) => {
      const left = nodes.filter((node) => !step(rank, node));
      moved ||= left.length < nodes.length;
      pending[rank] = left;
    });
  }
  const stuck = pending.findIndex((nodes) => nodes.length > 0);
  if (stuck >= 0) throw new Error(`rank ${stuck} waits for ever: ${JSON.stringify(pending[stuck]![0])}`);
  workload.ranks.forEach((program, rank) => {
    if (ends[rank]!.size !== program.length) throw new Error(`rank ${rank} has a collective that never met`);
  });
  return { finish: Math.max(...ends.flatMap((map) => [...map.values()])), busy };
}
