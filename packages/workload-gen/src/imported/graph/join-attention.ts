import type { ModelOperator } from "./model-graph.js";
import type { ProductWork } from "./work.js";

/** Steps between a product and the softmax: scaling, masks, types, drop-out. */
const longestWay = 12;

/**
 * Finds products of queries and keys, a softmax of them, and its product with values, and makes one attention of the three: that is how it runs where it runs well, and how
 * tensor parallelism sees it.
 */
export function joinAttention(
  operators: readonly ModelOperator[],
  shapes: ReadonlyMap<string, readonly number[]>,
  fused: ReadonlySet<string>,
): ModelOperator[] {
  const joined: (ModelOperator | undefined)[] = [...operators];
  const removed = new Set<string>();
  const remove = (at: number): void => {
    joined[at] = undefined;
    for (const name of operators[at]!.outputs) removed.add(name);
  };
  const maker = new Map<string, number>();
  const users = new Map<string, number[]>();
  operators.forEach(({ inputs, outputs }, index) => {
    for (const name of outputs) maker.set(name, index);
    for (const name of inputs) users.set(name, [...(users.get(name) ?? []), index]);
  });

  operators.forEach((softmax, index) => {
    if (softmax.work[0]?.kind !== "softmax") return;
    const before = walk(index, (at) => operators[at]!.inputs.flatMap((name) => maker.get(name) ?? []));
    const after = walk(index, (at) => operators[at]!.outputs.flatMap((name) => users.get(name) ?? []));
    if (before === undefined || after === undefined) return;
    const scores = activationProduct(operators[before.end])!;
    const sums = activationProduct(operators[after.end])!;
    const isAttention =
      scores.batch === sums.batch && scores.columns === sums.inner && scores.inner === sums.columns;
    if (!isAttention) return;
    const shape = shapes.get(operators[before.end]!.outputs[0] ?? "") ?? [];
    const heads = shape.at(-3) ?? 1;
    for (const at of [before.end, index, ...before.way, ...after.way]) remove(at);
    const last = operators[after.end]!;
    const values = last.inputs.filter((name) => !reaches(name, index));
    joined[after.end] = {
      ...last,
      inputs: [...operators[before.end]!.inputs, ...values],
      work: [
        {
          kind: "attention",
          batch: scores.batch / heads,
          heads,
          keyValueHeads: heads,
          queryLength: scores.rows,
          keyLength: scores.columns,
          headDimension: scores.inner,
          isCausal: false,
          isOneOperator: fused.has(last.name),
        },
      ],
    };
  });
  // What else reads scores, such as a check for rows without any, goes with them.
  joined.forEach((operator, at) => {
    if (operator?.inputs.some((name) => removed.has(name)) && isBetween(operator)) remove(at);
  });
  return joined.filter((operator) => operator !== undefined);

  /** Whether a tensor comes from an operator by way of operators on elements. */
  function reaches(name: string, from: number): boolean {
    const open = [name];
    for (let step = 0; step < longestWay * 2 && open.length > 0; step++) {
      const at = maker.get(open.shift()!);
      if (at === from) return true;
      if (at !== undefined && isBetween(operators[at]!)) open.push(...operators[at]!.inputs);
    }
    return false;
  }

  /** From the softmax along operators on elements to the next product of activations. */
  function walk(
    start: number,
    next: (at: number) => readonly number[],
  ): { end: number; way: number[] } | undefined {
    const reached = new Map<number, number | undefined>([[start, undefined]]);
    let front = [start];
    for (let step = 0; step < longestWay && front.length > 0; step++) {
      const following: number[] = [];
      for (const at of front)
        for (const to of next(at)) {
          if (reached.has(to)) continue;
          reached.set(to, at);
          if (activationProduct(operators[to]) !== undefined) return { end: to, way: back(reached, to) };
          if (isBetween(operators[to]!)) following.push(to);
        }
      front = following;
    }
    return undefined;
  }
}

function back(reached: ReadonlyMap<number, number | undefined>, end: number): number[] {
  const way: number[] = [];
  for (let at = reached.get(end); at !== undefined; at = reached.get(at))
    if (reached.get(at) !== undefined) way.push(at);
  return way;
}

function activationProduct(operator: ModelOperator | undefined): ProductWork | undefined {
  const [work] = operator?.work ?? [];
  return work?.kind === "product" && !work.isWeighted ? work : undefined;
}

function isBetween({ work, isView }: ModelOperator): boolean {
  return isView || work.every(({ kind }) => kind === "element-wise");
}
