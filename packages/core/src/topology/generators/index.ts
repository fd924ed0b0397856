import type { GraphInput } from "../create-graph-topology.js";
import { type Dragonfly, type DragonflyPlus, dragonfly, dragonflyPlus } from "./dragonfly.js";
import { type FatTree, fatTree } from "./fat-tree.js";
import { type HyperX, hyperX } from "./hyperx.js";
import { type Rails, rails } from "./rails.js";
import { type SlimFly, slimFly } from "./slim-fly.js";
import { type Torus, torus } from "./torus.js";

/** A machine that a generator writes down: which, and its options in inner units. */
export type GeneratedMachine =
  | ({ readonly generate: "fat-tree" } & FatTree)
  | ({ readonly generate: "rails" } & Rails)
  | ({ readonly generate: "dragonfly" } & Dragonfly)
  | ({ readonly generate: "dragonfly-plus" } & DragonflyPlus)
  | ({ readonly generate: "hyperx" } & HyperX)
  | ({ readonly generate: "slim-fly" } & SlimFly)
  | ({ readonly generate: "torus" } & Torus);

/** Nodes and links of a machine as it is built, to be given to `createGraphTopology`. Throws INVALID_VALUE for options that do not fit together. */
export function generateMachine(machine: GeneratedMachine): GraphInput {
  switch (machine.generate) {
    case "fat-tree":
      return fatTree(machine);
    case "rails":
      return rails(machine);
    case "dragonfly":
      return dragonfly(machine);
    case "dragonfly-plus":
      return dragonflyPlus(machine);
    case "hyperx":
      return hyperX(machine);
    case "slim-fly":
      return slimFly(machine);
    case "torus":
      return torus(machine);
  }
}
