import { type WiredNetwork, Wiring } from "./wiring.js";

/** A k-ary n-tree: n levels of k^(n-1) routers, the top one first. Ports below k lead down, the others up. */
export function fatTree(radix: number, levels: number): WiredNetwork {
  const perLevel = radix ** (levels - 1);
  const wiring = new Wiring(perLevel * radix, levels * perLevel);
  const down = wiring.links(levels * perLevel * radix);
  const up = wiring.links(levels * perLevel * radix);
  const linkAt = (level: number, position: number, port: number): number =>
    (level * perLevel + position) * radix + port;
  const bottom = (levels - 1) * perLevel;
  for (let position = 0; position < perLevel; position++)
    for (let port = 0; port < radix; port++) {
      wiring.inject(bottom + position, position * radix + port);
      wiring.eject(bottom + position, position * radix + port);
    }
  for (let level = 0; level < levels - 1; level++)
    for (let position = 0; position < perLevel; position++)
      for (let port = 0; port < radix; port++)
        wiring.leave(level * perLevel + position, down[linkAt(level, position, port)]!);
  for (let level = 1; level < levels; level++)
    for (let position = 0; position < perLevel; position++)
      for (let port = 0; port < radix; port++)
        wiring.leave(level * perLevel + position, up[linkAt(level, position, port)]!);
  /** The other end of a port: routers of a neighbourhood are shared out by branches. */
  const partner = (position: number, port: number, branch: number): [position: number, port: number] => {
    const neighbourhood = branch * radix;
    const base = position - (position % neighbourhood);
    const within = position % neighbourhood;
    return [base + port * branch + (within % branch), Math.floor(within / branch)];
  };
  for (let level = 0; level < levels - 1; level++)
    for (let position = 0; position < perLevel; position++)
      for (let port = 0; port < radix; port++) {
        const [below, its] = partner(position, port, radix ** (levels - 2 - level));
        wiring.enter(level * perLevel + position, up[linkAt(level + 1, below, its)]!);
      }
  for (let level = 1; level < levels; level++)
    for (let position = 0; position < perLevel; position++)
      for (let port = 0; port < radix; port++) {
        const [above, its] = partner(position, port, radix ** (levels - 1 - level));
        wiring.enter(level * perLevel + position, down[linkAt(level - 1, above, its)]!);
      }
  return wiring.finish();
}

/** Routers of the quad tree, level by level from the root. */
export function quadTreeLevel(radix: number, height: number): number {
  return (radix ** height - 1) / (radix - 1);
}

/** A plain k-ary tree of n levels. Ports below k lead down, port k up. */
export function quadTree(radix: number, levels: number): WiredNetwork {
  const nodes = radix ** levels;
  const routers = quadTreeLevel(radix, levels);
  const wiring = new Wiring(nodes, routers);
  const bottom = quadTreeLevel(radix, levels - 1);
  const down = wiring.links(routers * radix);
  const up = wiring.links(routers * radix);
  for (let node = 0; node < nodes; node++) {
    wiring.inject(bottom + Math.floor(node / radix), node);
    wiring.eject(bottom + Math.floor(node / radix), node);
  }
  for (let height = 0; height < levels; height++)
    for (let position = 0; position < radix ** height; position++) {
      const router = quadTreeLevel(radix, height) + position;
      if (height < levels - 1)
        for (let port = 0; port < radix; port++) {
          wiring.enter(router, up[router * radix + port]!);
          wiring.leave(router, down[router * radix + port]!);
        }
      if (height > 0) {
        const parent = quadTreeLevel(radix, height - 1) + Math.floor(position / radix);
        wiring.enter(router, down[parent * radix + (position % radix)]!);
        wiring.leave(router, up[parent * radix + (position % radix)]!);
      }
    }
  return wiring.finish();
}

/** A tree of three levels of 4, 8 and 16 routers for 64 nodes, thicker towards the root. Ports below 4 lead down, the others up; at the root all lead down. */
export function tree4(): WiredNetwork {
  const wiring = new Wiring(64, 28);
  const middle = 4;
  const bottom = 12;
  for (let node = 0; node < 64; node++) {
    wiring.inject(bottom + Math.floor(node / 4), node);
    wiring.eject(bottom + Math.floor(node / 4), node);
  }
  const join = (parent: number, child: number): void => {
    const down = wiring.link();
    wiring.leave(parent, down);
    wiring.enter(child, down);
    const up = wiring.link();
    wiring.enter(parent, up);
    wiring.leave(child, up);
  };
  for (let position = 0; position < 8; position++)
    for (let port = 0; port < 4; port++)
      join(middle + position, bottom + 4 * Math.floor(position / 2) + port);
  for (let root = 0; root < 4; root++) for (let child = 0; child < 8; child++) join(root, middle + child);
  return wiring.finish();
}
