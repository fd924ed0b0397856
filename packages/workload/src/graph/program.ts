import { AstraError, type GraphNodeWork } from "@astra-ts/core";

/** A graph made ready to run: nodes in order of id, and who waits for whom. Ranks that share an array of nodes share the program. */
export interface Program {
  readonly nodes: readonly GraphNodeWork[];
  /** How many nodes each one waits for. */
  readonly waitsFor: Int32Array;
  /** `dependents[firstDependent[n] … firstDependent[n + 1] - 1]` wait for node n. */
  readonly firstDependent: Int32Array;
  readonly dependents: Int32Array;
}

/** Orders and checks a graph. Throws INVALID_VALUE for a missing or repeated id, a cycle or a number out of range; `rank` is the first rank that runs it. */
export function compileProgram(graph: readonly GraphNodeWork[], rank: number): Program {
  const nodes = [...graph].sort((a, b) => a.id - b.id);
  const indexOf = new Map<number, number>();
  const fail = (node: GraphNodeWork, problem: string, found: unknown, expected: string): never => {
    throw new AstraError("INVALID_VALUE", {
      problem,
      field: `graph of rank ${rank}: node ${node.id}${node.name === undefined ? "" : ` (${node.name})`}`,
      found,
      expected,
    });
  };
  nodes.forEach((node, index) => {
    if (indexOf.has(node.id))
      fail(node, "two nodes have the same id", node.id, "an id of its own for each node");
    indexOf.set(node.id, index);
    checkNumbers(node, fail);
  });
  const waitsFor = Int32Array.from(nodes, ({ after }) => after.length);
  const count = new Int32Array(nodes.length + 1);
  for (const node of nodes) {
    for (const id of node.after) {
      const before =
        indexOf.get(id) ?? fail(node, "there is no node to wait for", id, "the id of a node of this graph");
      count[before + 1]++;
    }
  }
  for (let index = 0; index < nodes.length; index++) count[index + 1] += count[index];
  const firstDependent = count.slice();
  const dependents = new Int32Array(count[nodes.length]);
  nodes.forEach((node, index) => {
    for (const id of node.after) dependents[count[indexOf.get(id)!]++] = index;
  });
  const program = { nodes, waitsFor, firstDependent, dependents };
  const stuck = firstOfCycle(program);
  if (stuck !== undefined)
    fail(stuck, "the node waits for itself, by way of others", stuck.after, "no cycle");
  return program;
}

function checkNumbers(
  node: GraphNodeWork,
  fail: (node: GraphNodeWork, problem: string, found: unknown, expected: string) => never,
): void {
  if (node.kind === "compute") {
    if (!Number.isFinite(node.duration) || node.duration < 0)
      fail(node, "wrong duration", node.duration, "a number of ns, 0 or more");
  } else if (!Number.isSafeInteger(node.bytes) || node.bytes < 0) {
    fail(node, "wrong size", node.bytes, "a whole number of bytes, 0 or more");
  }
}

function firstOfCycle({ nodes, waitsFor, firstDependent, dependents }: Program): GraphNodeWork | undefined {
  const left = waitsFor.slice();
  const ready: number[] = [];
  left.forEach((count, node) => {
    if (count === 0) ready.push(node);
  });
  let done = 0;
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    done++;
    for (let edge = firstDependent[node]; edge < firstDependent[node + 1]; edge++) {
      if (--left[dependents[edge]] === 0) ready.push(dependents[edge]);
    }
  }
  return done === nodes.length ? undefined : nodes[left.findIndex((count) => count > 0)];
}
