import {
  type GraphAddresses,
  GraphBuilder,
  type GraphNodeWork,
  type GraphWorkload,
  graphAddresses,
  isRooted,
  type NodeGroup,
  type NodeList,
  type PackedGraph,
} from "@astra-ts/core";

/**
 * The same graph as a trace can say it: ranks by number in place of places along axes, and groups by names that are numbers from 1, as ASTRA-sim wants them. Groups that have such names keep
 * them. What says nothing is left out: a priority or root of 0, dimensions beside a group, an empty name. Throws what the addresses of the graph throw.
 */
export function absoluteGraph(workload: GraphWorkload): GraphWorkload {
  const addresses = graphAddresses(workload);
  const names = new GroupNames(workload);
  const known = new Map<NodeList, PackedGraph>();
  const ranks = workload.ranks.map((nodes, rank) => {
    const before = known.get(nodes);
    if (before !== undefined) return before;
    const builder = new GraphBuilder();
    let isSameForAll = true;
    for (const node of nodes) {
      isSameForAll &&= !isRelative(node);
      builder.add(absolute(node, rank, addresses, names));
    }
    const graph = builder.finish();
    if (isSameForAll) known.set(nodes, graph);
    return graph;
  });
  const { groups } = names;
  const { communicationSlots } = workload;
  return {
    kind: "graph",
    ranks,
    ...(Object.keys(groups).length === 0 ? {} : { groups }),
    ...(communicationSlots === undefined ? {} : { communicationSlots }),
  };
}

function isRelative(node: GraphNodeWork): boolean {
  if (node.kind === "send") return typeof node.to !== "number";
  if (node.kind === "receive") return typeof node.from !== "number";
  return node.kind === "collective" && typeof node.group === "object" && "axes" in node.group;
}

function absolute(
  { name, ...node }: GraphNodeWork,
  rank: number,
  addresses: GraphAddresses,
  names: GroupNames,
): GraphNodeWork {
  const named = name === undefined || name === "" ? {} : { name };
  switch (node.kind) {
    case "send":
      return { ...node, ...named, to: addresses.peer(rank, node.to) };
    case "receive":
      return { ...node, ...named, from: addresses.peer(rank, node.from) };
    case "collective": {
      const { group, dimensions, priority, root, ...rest } = node;
      return {
        ...rest,
        ...named,
        ...(group === undefined ? {} : { group: names.of(group, addresses.group(rank, group)!) }),
        ...(dimensions === undefined || group !== undefined
          ? {}
          : { dimensions: [...new Set(dimensions)].sort((a, b) => a - b) }),
        ...(priority === undefined || priority === 0 ? {} : { priority }),
        ...(root === undefined || root === 0 || !isRooted(node.collective) ? {} : { root }),
      };
    }
    default:
      return { ...node, ...named };
  }
}

/** Names of groups: each of the workload's own has one, and so has each set of ranks that nodes list. */
class GroupNames {
  readonly groups: Record<string, readonly number[]> = {};
  readonly #named = new Map<string, string>();
  readonly #listed = new Map<string, string>();
  readonly #taken: ReadonlySet<string>;
  #next = 1;

  constructor({ groups = {} }: GraphWorkload) {
    this.#taken = new Set(Object.keys(groups).filter(isNumber));
    for (const name of this.#taken) this.#named.set(name, name);
  }

  of(group: NodeGroup, members: readonly number[]): string {
    const [known, key] =
      typeof group === "string" ? ([this.#named, group] as const) : ([this.#listed, members.join()] as const);
    const name = known.get(key) ?? this.#free();
    known.set(key, name);
    this.groups[name] = members;
    return name;
  }

  #free(): string {
    while (this.#taken.has(String(this.#next))) this.#next++;
    return String(this.#next++);
  }
}

/** What ASTRA-sim reads back as it was written; 0 stands for all ranks there. */
function isNumber(name: string): boolean {
  return /^[1-9]\d{0,8}$/.test(name);
}
