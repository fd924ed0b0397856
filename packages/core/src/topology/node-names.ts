import type { Dimension } from "./shapes/dimension.js";
import type { Shape } from "./shapes/shape.js";

/** Names of the nodes of a machine of dimensions, and back. */
export interface NodeNames {
  /** `npu 3`, `switch 0`, `leaf 2`, `spine 1`. */
  nameOf(id: number): string;
  /** The node of a name. `switch N` is a name of every switch, by its place among all: leaves and spines had no other before they had their own. */
  idOf(name: string): number | undefined;
}

/** The switches of one kind in the groups of one dimension. */
interface Kind {
  readonly name: string;
  /** Number of the first of them among those of their name. */
  readonly first: number;
  /** Node id of the first switch of the dimension, and switches of one group. */
  readonly firstSwitch: number;
  readonly switches: number;
  readonly groups: number;
  /** Their positions in a group. */
  readonly positions: readonly number[];
}

const plain = "switch";

/** The names that a machine's expanded graph gives to its nodes: NPUs by rank, switches by what their shape calls them, counted over all groups and dimensions. */
export function nodeNames(dimensions: readonly Dimension[], shapes: readonly Shape[]): NodeNames {
  const npus = dimensions.reduce((product, dimension) => product * dimension.npus, 1);
  const { kinds, nodes } = kindsOf(dimensions, shapes, npus);
  return {
    nameOf(id) {
      if (id < npus) return `npu ${id}`;
      for (const { name, first, firstSwitch, switches, groups, positions } of kinds) {
        const offset = id - firstSwitch;
        if (offset < 0 || offset >= groups * switches) continue;
        const place = positions.indexOf(offset % switches);
        if (place >= 0) return `${name} ${first + Math.floor(offset / switches) * positions.length + place}`;
      }
      return `${plain} ${id - npus}`;
    },
    idOf(name) {
      const [, kind, digits] = /^(\S+) (\d+)$/.exec(name) ?? [];
      const number = Number(digits);
      if (kind === undefined) return undefined;
      if (kind === "npu") return number < npus ? number : undefined;
      if (kind === plain) return npus + number < nodes ? npus + number : undefined;
      for (const { name: own, first, firstSwitch, switches, groups, positions } of kinds) {
        const place = number - first;
        if (own !== kind || place < 0 || place >= groups * positions.length) continue;
        const group = Math.floor(place / positions.length);
        return firstSwitch + group * switches + positions[place % positions.length]!;
      }
      return undefined;
    },
  };
}

function kindsOf(
  dimensions: readonly Dimension[],
  shapes: readonly Shape[],
  npus: number,
): { kinds: readonly Kind[]; nodes: number } {
  const counted = new Map<string, number>();
  let firstSwitch = npus;
  const kinds = dimensions.flatMap((dimension, index) => {
    const shape = shapes[index]!;
    const switches = dimension.npus === 1 ? 0 : shape.switches(dimension);
    const groups = npus / dimension.npus;
    const positions = new Map<string, number[]>();
    for (let position = 0; position < switches; position++) {
      const name = shape.switchKind?.(dimension, position) ?? plain;
      if (name !== plain) positions.set(name, [...(positions.get(name) ?? []), position]);
    }
    const own = [...positions].map(([name, list]): Kind => {
      const first = counted.get(name) ?? 0;
      counted.set(name, first + groups * list.length);
      return { name, first, firstSwitch, switches, groups, positions: list };
    });
    firstSwitch += groups * switches;
    return own;
  });
  return { kinds, nodes: firstSwitch };
}
