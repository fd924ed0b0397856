import { AstraError } from "../errors/astra-error.js";
import { mixedRadix } from "./coordinates.js";
import { cutsOf } from "./cuts.js";
import type { TopologyGraph } from "./graph.js";
import { checkSize } from "./limits.js";
import { withFindings } from "./link-findings.js";
import type { LinkOverride } from "./overrides.js";
import { defaultPathChoice, type PathChoice } from "./path-numbers.js";
import { regularGraph } from "./regular-graph.js";
import type { DimensionInput } from "./shapes/dimension.js";
import { builtInShapes } from "./shapes/index.js";
import type { Shape } from "./shapes/shape.js";
import type { Topology } from "./topology.js";
import { validateDimension } from "./validate-dimension.js";

/** What a machine has beyond its dimensions. */
export interface TopologyOptions {
  /** Shapes beside the built-in ones. */
  readonly shapes?: readonly Shape[];
  /** Links that differ from the rest of their dimension, or have failed. */
  readonly overrides?: readonly LinkOverride[];
  /** How messages choose among equally short paths, where links have failed; absent: `spread`. */
  readonly routing?: PathChoice;
}

/**
 * A machine from its dimensions, innermost first. Coordinates are arithmetic; nodes and links are only written out when `graph()` is asked for.
 * Throws AstraError (INVALID_VALUE, UNKNOWN_NAME, …) naming the field, `topology.N.<key>`, and TOO_LARGE for a machine that no memory holds.
 */
export function createTopology(inputs: readonly DimensionInput[], options: TopologyOptions = {}): Topology {
  if (inputs.length === 0)
    throw new AstraError("INVALID_VALUE", {
      problem: "a topology needs a dimension",
      field: "topology",
      found: inputs,
      expected: "a list of dimensions, innermost first",
    });
  const known = new Map([...builtInShapes, ...(options.shapes ?? [])].map((shape) => [shape.name, shape]));
  const checked = inputs.map((input, index) => validateDimension(input, known, `topology.${index}`));
  const dimensions = checked.map(({ dimension }) => Object.freeze(dimension));
  const shapes = checked.map(({ shape }) => shape);
  const sizes = dimensions.map(({ npus }) => npus);
  const npus = sizes.reduce((product, size) => product * size, 1);
  for (const [index, size] of sizes.entries()) checkSize(size, `topology.${index}.npus`);
  checkSize(npus, "topology");
  const { overrides = [], routing = defaultPathChoice } = options;
  const { coordinate, coordinates, rank } = mixedRadix(sizes, npus);
  let graph: TopologyGraph | undefined;
  const topology: Topology = {
    dimensions,
    shapes,
    npus,
    regular: overrides.length === 0,
    coordinate,
    coordinates,
    rank,
    graph: () => {
      graph ??= regularGraph(dimensions, shapes, npus, overrides, routing);
      return graph;
    },
    cuts() {
      return cutsOf(this);
    },
  };
  if (overrides.length === 0) return topology;
  // A wrong override must be reported now, not when somebody first looks at the links.
  topology.graph();
  return withFindings({
    ...topology,
    undamaged: () => createTopology(inputs, { ...options, overrides: [] }),
  });
}
