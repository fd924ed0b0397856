import { AstraError, type GraphNodeWork, type GraphWorkload } from "@astra-ts/core";
import type { FlexFlowTask, FlexFlowTaskGraph } from "./task-graph-file.js";

/** How many messages and collectives of a node may be under way: all that are ready, as FlexFlow has it, or one, as ASTRA-sim 2.x has it. */
export type TransfersAtOnce = "all" | "one";

/**
 * A task graph as an execution graph, a rank for each node. A transfer is a message; what follows waits for its arrival, or on its source for its end. An all-reduce runs in
 * a communicator of its own, each member after what comes before it there and the time of the local reduction. Throws INVALID_VALUE for tasks in a circle.
 */
export function taskGraphWorkload(
  { nodes, tasks }: FlexFlowTaskGraph,
  { transfersAtOnce }: { readonly transfersAtOnce: TransfersAtOnce },
): GraphWorkload {
  const program = new TaskProgram(nodes, tasks);
  const groups: Record<string, readonly number[]> = {};
  tasks.forEach((task, index) => {
    if (task.kind !== "all-reduce" || task.nodes.length < 2) return;
    const name = `all-reduce ${index}`;
    groups[name] = [...task.nodes].sort((a, b) => a - b);
    for (const node of groups[name]) program.allReduce(node, index, name, groups[name]);
  });
  const ranks = program.ranks();
  const busy = ranks.map(
    (list) => list.filter(({ kind }) => kind === "send" || kind === "collective").length,
  );
  return {
    kind: "graph",
    groups,
    ranks,
    communicationSlots: transfersAtOnce === "one" ? 1 : Math.max(1, ...busy),
  };
}

/** Where a task has its end on a rank: the node to wait for. */
class TaskProgram {
  readonly #tasks: readonly FlexFlowTask[];
  readonly #ranks: GraphNodeWork[][];
  readonly #before: readonly number[][];
  /** By task and rank. */
  readonly #ends = new Map<string, number>();
  #nextTag = 0;

  constructor(nodes: number, tasks: readonly FlexFlowTask[]) {
    this.#tasks = tasks;
    this.#ranks = Array.from({ length: nodes }, () => []);
    const before: number[][] = tasks.map(() => []);
    const left = new Map<number, number>();
    const next = successorsOf(tasks);
    next.forEach((own, index) => {
      for (const to of own) {
        before[to]!.push(index);
        left.set(to, (left.get(to) ?? 0) + 1);
      }
    });
    this.#before = before;
    const ready = tasks.flatMap((_, index) => (left.has(index) ? [] : [index]));
    for (let at = 0; at < ready.length; at++) {
      const index = ready[at]!;
      this.#add(index);
      for (const to of next[index]!) {
        const open = left.get(to)! - 1;
        left.set(to, open);
        if (open === 0) ready.push(to);
      }
    }
    if (ready.length < tasks.length)
      throw new AstraError("INVALID_VALUE", {
        problem: `${tasks.length - ready.length} tasks wait for each other in a circle`,
        expected: "tasks of which each goes before later ones only",
      });
  }

  /** Nodes of all ranks. */
  ranks(): GraphNodeWork[][] {
    return this.#ranks;
  }

  allReduce(rank: number, index: number, group: string, members: readonly number[]): void {
    const task = this.#tasks[index]!;
    if (task.kind !== "all-reduce") return;
    let after = this.#waits(index, rank, members);
    if (task.duration > 0)
      after = [
        this.#push(rank, {
          kind: "compute",
          name: `${group}: local reduction`,
          on: "cpu",
          duration: task.duration,
          after,
        }),
      ];
    this.#push(rank, {
      kind: "collective",
      name: group,
      collective: "all-reduce",
      bytes: task.bytes,
      group,
      after,
    });
  }

  #add(index: number): void {
    const task = this.#tasks[index]!;
    if (task.kind === "compute") {
      const { node, duration, name } = task;
      const id = this.#push(node, {
        kind: "compute",
        name: `${name} ${index}`,
        duration,
        after: this.#waits(index, node),
      });
      this.#ends.set(`${index} ${node}`, id);
    } else if (task.kind === "transfer" && task.from !== task.to) {
      this.#message(`transfer ${index}`, index, task, this.#waits(index, task.from));
    } else if (task.kind === "transfer") {
      const after = this.#waits(index, task.from);
      const id = this.#push(task.from, { kind: "marker", name: `transfer ${index} to itself`, after });
      this.#ends.set(`${index} ${task.from}`, id);
    }
  }

  #message(
    name: string,
    index: number,
    { from, to, bytes }: { readonly from: number; readonly to: number; readonly bytes: number },
    after: readonly number[],
  ): void {
    const tag = this.#nextTag++;
    const sent = this.#push(from, { kind: "send", name, to, tag, bytes, after });
    const received = this.#push(to, { kind: "receive", name, from, tag, bytes, after: [] });
    if (!this.#ends.has(`${index} ${from}`)) this.#ends.set(`${index} ${from}`, sent);
    this.#ends.set(`${index} ${to}`, received);
  }

  /** What a task waits for on a rank. The end of one on another rank is told by a message without bytes; members of an all-reduce wait for their own, the first for those of no member as well. */
  #waits(index: number, rank: number, members: readonly number[] = [rank]): number[] {
    return this.#before[index]!.flatMap((earlier) => {
      const known = this.#ends.get(`${earlier} ${rank}`);
      if (known !== undefined) return [known];
      const source = this.#rankOf(earlier);
      if (rank !== members[0] || (source !== undefined && source !== rank && members.includes(source)))
        return [];
      const end = source === undefined ? undefined : this.#ends.get(`${earlier} ${source}`);
      if (source === undefined || end === undefined) return [];
      this.#message(`end of task ${earlier}`, earlier, { from: source, to: rank, bytes: 0 }, [end]);
      return [this.#ends.get(`${earlier} ${rank}`)!];
    });
  }

  #rankOf(index: number): number | undefined {
    const task = this.#tasks[index]!;
    if (task.kind === "all-reduce") return undefined;
    return task.kind === "compute" ? task.node : task.to;
  }

  #push(rank: number, node: DistributiveOmit<GraphNodeWork, "id">): number {
    const id = this.#ranks[rank]!.length;
    this.#ranks[rank]!.push({ id, ...node });
    return id;
  }
}

type DistributiveOmit<Node, Key extends PropertyKey> = Node extends unknown ? Omit<Node, Key> : never;

function successorsOf(tasks: readonly FlexFlowTask[]): readonly (readonly number[])[] {
  return tasks.map((task) => (task.kind === "all-reduce" ? [] : task.next));
}
