import { createRandom, type GraphInput, type LinkOverride } from "@astra-ts/core";

/** A machine of leaves and spines as nodes and links, of any size, in one plane or two, with links side by side, and maybe with a failed one. */
export interface RandomMachine {
  readonly graph: GraphInput;
  readonly overrides: readonly LinkOverride[];
  readonly leaves: number;
  readonly npusPerLeaf: number;
  /** Of each leaf into the spines of one plane. */
  readonly uplinks: number;
  readonly planes: number;
  /** Bytes per ns of an NPU's link into one plane. */
  readonly port: number;
}

/** The machine of a number. What leaves a leaf finds as much bandwidth as its NPUs have or more, and no uplink is slower than the port of an NPU. */
export function randomMachine(seed: number): RandomMachine {
  const random = createRandom(seed);
  const oneOf = <T>(...values: readonly T[]): T => values[random.integer(values.length)]!;
  const leaves = 2 + random.integer(3);
  const npusPerLeaf = 1 + random.integer(4);
  const planes = 1 + random.integer(2);
  const spines = 1 + random.integer(4);
  const trunk = 1 + random.integer(2);
  const uplinks = spines * trunk;
  const port = oneOf(12.5, 25, 50);
  const up = port * Math.max(1, npusPerLeaf / uplinks) * oneOf(1, 2);
  const latency = oneOf(5, 20, 50);
  const npu = (leaf: number, position: number): string => `npu ${leaf * npusPerLeaf + position}`;
  const nodes: GraphInput["nodes"][number][] = [];
  const links: GraphInput["links"][number][] = [];
  for (let rank = 0; rank < leaves * npusPerLeaf; rank++) nodes.push({ name: `npu ${rank}`, kind: "npu" });
  for (let plane = 0; plane < planes; plane++) {
    for (let spine = 0; spine < spines; spine++)
      nodes.push({ name: `spine ${plane}.${spine}`, kind: "switch" });
    for (let leaf = 0; leaf < leaves; leaf++) {
      const name = `leaf ${plane}.${leaf}`;
      nodes.push({ name, kind: "switch" });
      for (let position = 0; position < npusPerLeaf; position++)
        links.push({ from: npu(leaf, position), to: name, bandwidth: port, latency });
      for (let link = 0; link < uplinks; link++)
        links.push({ from: name, to: `spine ${plane}.${link % spines}`, bandwidth: up, latency });
    }
  }
  const fails = uplinks > 1 && random.integer(3) === 0;
  const overrides: LinkOverride[] = fails ? [{ from: "leaf 0.0", to: "spine 0.0", failed: true }] : [];
  // All links between two ends fail together, so that another spine has to be there.
  const isWhole = spines > 1;
  return {
    graph: { nodes, links },
    overrides: isWhole ? overrides : [],
    leaves,
    npusPerLeaf,
    uplinks,
    planes,
    port,
  };
}
