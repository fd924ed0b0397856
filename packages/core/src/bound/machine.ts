import { logicalDimensionsOf } from "../system/logical-dimensions.js";
import type { LogicalDimension } from "../system/system.js";
import type { LinkTable } from "../topology/graph.js";
import type { Dimension } from "../topology/shapes/dimension.js";
import type { Shape } from "../topology/shapes/shape.js";
import type { Topology } from "../topology/topology.js";

/** A cut of the NPUs in two sides, and what the links from one side to the other carry. */
export interface Cut {
  /** Share of the NPUs on the smaller side, 0..0.5. */
  readonly share: number;
  /** Bytes per ns in one direction. */
  readonly bandwidth: number;
}

/** What physics says about the NPUs that take part in a collective. */
export interface Machine {
  readonly npus: number;
  /** Summed bandwidth of all links that leave an NPU: of the least and of the best connected one, and on average, bytes/ns. */
  readonly leastPort: number;
  readonly bestPort: number;
  readonly meanPort: number;
  /** Bandwidth of the fastest link of an NPU, bytes/ns. */
  readonly fastestLink: number;
  /** Latency between the two nearest, and between the two farthest NPUs, ns. */
  readonly nearest: number;
  readonly farthest: number;
  readonly cuts: readonly Cut[];
}

interface Ports {
  readonly least: number;
  readonly best: number;
  readonly mean: number;
  readonly fastestLink: number;
}

const noPorts: Ports = { least: 0, best: 0, mean: 0, fastestLink: 0 };

/** The machine as a collective over the given logical dimensions sees it. Only the links of those dimensions count: routes stay inside them. */
export function machineOf(topology: Topology, logical: readonly LogicalDimension[]): Machine {
  const involved = logical.filter(({ npus }) => npus > 1);
  const npus = involved.reduce((product, dimension) => product * dimension.npus, 1);
  return topology.regular ? regularMachine(topology, involved, npus) : unevenMachine(topology, npus);
}

/** The whole machine with a group of ranks that need not fill any dimension: only ports and the nearest neighbour can be relied on. */
export function machineOfGroup(topology: Topology, npus: number): Machine {
  const whole = machineOf(topology, logicalDimensionsOf(topology));
  return {
    ...whole,
    npus,
    leastPort: whole.bestPort,
    meanPort: whole.bestPort,
    farthest: whole.nearest,
    cuts: [],
  };
}

function regularMachine(topology: Topology, involved: readonly LogicalDimension[], npus: number): Machine {
  let ports = noPorts;
  let nearest = Number.POSITIVE_INFINITY;
  let farthest = 0;
  const cuts: Cut[] = [];
  for (const physical of new Set(involved.map((dimension) => dimension.physical))) {
    const dimension = topology.dimensions[physical];
    const shape = topology.shapes[physical];
    const own = portsOf(dimension, shape);
    ports = {
      least: ports.least + own.least,
      best: ports.best + own.best,
      mean: ports.mean + own.mean,
      fastestLink: Math.max(ports.fastestLink, own.fastestLink),
    };
    const distance = distances(dimension, shape);
    nearest = Math.min(nearest, distance.nearest);
    const whole = involved.filter((logical) => logical.physical === physical);
    if (whole.length > 1 || whole[0].npus !== dimension.npus) {
      farthest += distance.nearest;
      continue;
    }
    farthest += distance.farthest;
    const { npus: inside, bandwidth } = shape.cut(dimension);
    cuts.push({ share: inside / dimension.npus, bandwidth: bandwidth * (npus / dimension.npus) });
  }
  return {
    npus,
    leastPort: ports.least,
    bestPort: ports.best,
    meanPort: ports.mean,
    fastestLink: ports.fastestLink,
    nearest: Number.isFinite(nearest) ? nearest : 0,
    farthest,
    cuts,
  };
}

function portsOf(dimension: Dimension, shape: Shape): Ports {
  const out = new Float64Array(dimension.npus);
  let fastestLink = 0;
  // A fully connected group is the same everywhere; visiting its links would cost the square of its size.
  if (shape.linkCount(dimension) > 64 * dimension.npus) {
    const each = dimension.bandwidth * shape.parallel(dimension) * shape.defaultLinks(dimension.npus);
    return {
      least: each,
      best: each,
      mean: each,
      fastestLink: dimension.bandwidth * shape.parallel(dimension),
    };
  }
  shape.forEachLink(dimension, (from, _, bandwidth) => {
    if (from >= dimension.npus) return;
    out[from] += bandwidth;
    fastestLink = Math.max(fastestLink, bandwidth);
  });
  return summary(out, fastestLink);
}

function summary(out: Float64Array, fastestLink: number): Ports {
  let least = Number.POSITIVE_INFINITY;
  let best = 0;
  let sum = 0;
  for (const port of out) {
    least = Math.min(least, port);
    best = Math.max(best, port);
    sum += port;
  }
  return { least, best, mean: sum / out.length, fastestLink };
}

function distances(dimension: Dimension, shape: Shape): { nearest: number; farthest: number } {
  const latency = Math.min(dimension.latency, dimension.uplinkLatency ?? dimension.latency);
  let fewest = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let position = 1; position < dimension.npus; position++) {
    const hops = shape.hops(dimension, 0, position);
    fewest = Math.min(fewest, hops);
    most = Math.max(most, hops);
  }
  return { nearest: fewest * latency, farthest: most * latency };
}

/** Links that differ: figures from the graph itself. One cut, between the lower and the upper half of the ranks. */
function unevenMachine(topology: Topology, npus: number): Machine {
  const { table, nodeCount } = topology.graph();
  const out = new Float64Array(topology.npus);
  let fastestLink = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (let link = 0; link < table.from.length; link++) {
    if (table.bandwidth[link] === 0) continue;
    nearest = Math.min(nearest, table.latency[link]);
    if (table.from[link] >= topology.npus) continue;
    out[table.from[link]] += table.bandwidth[link];
    fastestLink = Math.max(fastestLink, table.bandwidth[link]);
  }
  const { least, best, mean } = summary(out, fastestLink);
  const whole = npus === topology.npus;
  return {
    npus,
    leastPort: whole ? least : best,
    bestPort: best,
    meanPort: whole ? mean : best,
    fastestLink,
    nearest: Number.isFinite(nearest) ? nearest : 0,
    farthest: Number.isFinite(nearest) ? nearest : 0,
    cuts: whole && npus > 1 ? [halves(table, topology.npus, nodeCount)] : [],
  };
}

/** Every placing of the switches gives a valid cut; each switch joins the side that it has more bandwidth to, which makes it a narrow one. */
function halves(table: LinkTable, npus: number, nodeCount: number): Cut {
  const inside = Math.floor(npus / 2);
  const side = new Int8Array(nodeCount);
  for (let rank = 0; rank < npus; rank++) side[rank] = rank < inside ? -1 : 1;
  const pull = new Float64Array(nodeCount);
  for (let round = 0; round < 4; round++) {
    pull.fill(0);
    for (let link = 0; link < table.from.length; link++) {
      pull[table.from[link]] += side[table.to[link]] * table.bandwidth[link];
      pull[table.to[link]] += side[table.from[link]] * table.bandwidth[link];
    }
    for (let node = npus; node < nodeCount; node++) side[node] = pull[node] < 0 ? -1 : 1;
  }
  let forward = 0;
  let backward = 0;
  for (let link = 0; link < table.from.length; link++) {
    if (side[table.from[link]] < side[table.to[link]]) forward += table.bandwidth[link];
    if (side[table.from[link]] > side[table.to[link]]) backward += table.bandwidth[link];
  }
  return { share: inside / npus, bandwidth: Math.max(forward, backward) };
}
