import { tooLarge } from "@astra-ts/core";
import { concentratedMesh, concentratedMeshSizes } from "../network/concentrated-mesh.js";
import { cube } from "../network/cube.js";
import { dragonfly } from "../network/dragonfly.js";
import { flattenedButterfly } from "../network/flattened-butterfly.js";
import { fly } from "../network/fly.js";
import { fatTree, quadTree, tree4 } from "../network/trees.js";
import type { WiredNetwork } from "../network/wiring.js";
import type { RoutingMaker } from "../router/network.js";
import { concentratedMeshRoutings } from "../routing/concentrated-mesh.js";
import { CubePositions } from "../routing/cube.js";
import { dragonflyRoutings } from "../routing/dragonfly.js";
import { flattenedButterflyRoutings } from "../routing/flattened-butterfly.js";
import { meshRoutings } from "../routing/mesh.js";
import { destinationTag, nearestAncestor, quadTreeAncestor, tree4Ancestor } from "../routing/staged.js";
import { torusRoutings } from "../routing/torus.js";
import type { BookSimConfiguration } from "./configuration.js";

/** A network, and the routing that was chosen for it. */
export interface ConfiguredNetwork {
  readonly wired: WiredNetwork;
  readonly makeRouting: RoutingMaker;
}

interface Topology {
  /** Virtual channels that a routing needs; else 1. */
  readonly leastVcs?: Readonly<Record<string, number>>;
  readonly routings: readonly string[];
  readonly nodes: (configuration: BookSimConfiguration) => number;
  readonly build: (configuration: BookSimConfiguration, routing: string) => ConfiguredNetwork;
}

const mostNodes = 32_768;
const bytesPerNode = 50_000;

const radixOf = (configuration: BookSimConfiguration): number => configuration.whole("k", 2, mostNodes);
const dimensionsOf = (configuration: BookSimConfiguration): number => configuration.whole("n", 1, 15);
const powerOf = (configuration: BookSimConfiguration): number =>
  radixOf(configuration) ** dimensionsOf(configuration);

const cubes = (routings: typeof meshRoutings, wireLength: number): Topology["build"] => {
  return (configuration, routing) => {
    const [k, n] = [radixOf(configuration), dimensionsOf(configuration)];
    const latency = configuration.whole("use_noc_latency") === 1 ? wireLength : 1;
    const positions = new CubePositions(k, n);
    return {
      wired: cube(k, n, latency),
      makeRouting: (context) => routings[routing]!(context, positions),
    };
  };
};

/** The topologies by name. */
const topologies: Readonly<Record<string, Topology>> = {
  mesh: {
    routings: Object.keys(meshRoutings),
    leastVcs: { xy_yx: 2, adaptive_xy_yx: 2, romm: 2, valiant: 2, min_adapt: 2, planar_adapt: 3 },
    nodes: powerOf,
    build: cubes(meshRoutings, 1),
  },
  torus: {
    routings: Object.keys(torusRoutings),
    leastVcs: { dim_order: 2, dim_order_bal: 2, valiant: 4, min_adapt: 4 },
    nodes: powerOf,
    build: cubes(torusRoutings, 2),
  },
  fly: {
    routings: ["dest_tag"],
    nodes: powerOf,
    build(configuration) {
      const [k, n] = [radixOf(configuration), dimensionsOf(configuration)];
      return { wired: fly(k, n), makeRouting: (context) => destinationTag(context, k, n) };
    },
  },
  fattree: {
    routings: ["nca", "anca"],
    nodes: powerOf,
    build(configuration, routing) {
      const [k, n] = [radixOf(configuration), dimensionsOf(configuration)];
      return {
        wired: fatTree(k, n),
        makeRouting: (context) => nearestAncestor(context, k, n, routing === "anca"),
      };
    },
  },
  qtree: {
    routings: ["nca"],
    nodes: powerOf,
    build(configuration) {
      const [k, n] = [radixOf(configuration), dimensionsOf(configuration)];
      return { wired: quadTree(k, n), makeRouting: (context) => quadTreeAncestor(context, k, n) };
    },
  },
  tree4: {
    routings: ["nca"],
    nodes: powerOf,
    build(configuration) {
      if (radixOf(configuration) !== 4) throw configuration.invalid("k", "4 in a tree4");
      if (dimensionsOf(configuration) !== 3) throw configuration.invalid("n", "3 in a tree4");
      return { wired: tree4(), makeRouting: tree4Ancestor };
    },
  },
  cmesh: {
    routings: Object.keys(concentratedMeshRoutings),
    leastVcs: { xy_yx: 2, xy_yx_no_express: 2 },
    nodes: (configuration) => powerOf(configuration) * configuration.whole("c", 1),
    build(configuration, routing) {
      if (dimensionsOf(configuration) !== 2) throw configuration.invalid("n", "2 in a cmesh");
      // The original's routing knows squares of four nodes alone.
      if (configuration.whole("c") !== 4) throw configuration.invalid("c", "4 in a cmesh");
      const radix = radixOf(configuration);
      // Express wires lead half the rim ahead, to a partner of their own; `xy_yx` takes them for every two steps, which are half the rim in a row of four.
      if (radix % 2 !== 0) throw configuration.invalid("k", "an even number in a cmesh");
      if (routing === "xy_yx" && radix > 4)
        throw configuration.invalid("k", "2 or 4 for xy_yx with express wires");
      const sizes = concentratedMeshSizes(radix, 4);
      return {
        wired: concentratedMesh(sizes, configuration.whole("use_noc_latency") === 1),
        makeRouting: (context) => concentratedMeshRoutings[routing]!(context, sizes),
      };
    },
  },
  flatfly: {
    routings: Object.keys(flattenedButterflyRoutings),
    leastVcs: { xyyx: 2, adaptive_xyyx: 2, valiant: 2, ugal: 2 },
    nodes: (configuration) => powerOf(configuration) * configuration.whole("c", 1),
    build(configuration, routing) {
      const shape = {
        radix: radixOf(configuration),
        dimensions: dimensionsOf(configuration),
        concentration: configuration.whole("c", 1),
        routersX: configuration.whole("x", 1),
        nodesX: configuration.whole("xr", 1),
        nodesY: configuration.whole("yr", 1),
      };
      if (shape.nodesX * shape.nodesY !== shape.concentration)
        throw configuration.invalid("c", `xr times yr, here ${shape.nodesX * shape.nodesY}`);
      if (shape.radix ** shape.dimensions % shape.routersX !== 0)
        throw configuration.invalid("x", `a divisor of the ${shape.radix ** shape.dimensions} routers`);
      return {
        wired: flattenedButterfly(shape, configuration.whole("use_noc_latency") === 1),
        makeRouting: (context) => flattenedButterflyRoutings[routing]!(context, shape),
      };
    },
  },
  dragonflynew: {
    routings: Object.keys(dragonflyRoutings),
    leastVcs: { min: 2, ugal: 3 },
    nodes: (configuration) => {
      const p = radixOf(configuration);
      return 2 * p * p * (2 * p * p + 1);
    },
    build(configuration, routing) {
      if (dimensionsOf(configuration) !== 1) throw configuration.invalid("n", "1 in a dragonfly");
      const p = radixOf(configuration);
      return {
        wired: dragonfly(p),
        makeRouting: (context) => dragonflyRoutings[routing]!(context, p),
      };
    },
  },
};

export const topologyNames = Object.keys(topologies);

/** The network of a configuration. Throws UNKNOWN_NAME, INVALID_VALUE or TOO_LARGE naming the parameter. */
export function configuredNetwork(configuration: BookSimConfiguration): ConfiguredNetwork {
  const topology = topologies[configuration.choice("topology", topologyNames)]!;
  if (configuration.text("routing_function") === "none")
    throw configuration.invalid("routing_function", `one of ${topology.routings.join(", ")}`);
  const routing = configuration.choice("routing_function", topology.routings);
  const least = topology.leastVcs?.[routing] ?? 1;
  configuration.whole("num_vcs", least);
  const nodes = topology.nodes(configuration);
  if (nodes > mostNodes)
    throw tooLarge({
      what: `a network of ${nodes} nodes`,
      count: nodes,
      bytesEach: bytesPerNode,
      field: "k",
      expected: `at most ${mostNodes} nodes`,
    });
  return topology.build(configuration, routing);
}
