import { AstraError, type LogicalDimension } from "@astra-ts/core";

/** Where the model-parallel groups lie. */
export interface ModelGroupPlacement {
  readonly dimensions: readonly LogicalDimension[];
  /** Dimensions 0 … modelDimensions-1 lie inside of a group; 0 where there are no groups. */
  readonly modelDimensions: number;
}

/**
 * Lays model-parallel groups of `group` NPUs over the innermost dimensions, by ASTRA-sim 1.0's rule. Where the group ends inside of a dimension, that
 * dimension is split in two logical ones; the group is then the largest that divides, which may be less than was asked for. A group of 1, or of more NPUs
 * than there are, means no groups.
 */
export function placeModelGroup(
  dimensions: readonly LogicalDimension[],
  group: number,
  warn: (message: string) => void,
): ModelGroupPlacement {
  if (group === 1) return { dimensions, modelDimensions: 0 };
  let inside = 1;
  for (let index = 0; index < dimensions.length; index++) {
    const dimension = dimensions[index];
    const product = inside * dimension.npus;
    if (product === group) return { dimensions, modelDimensions: index + 1 };
    if (product > group) {
      const split = splitDimension(dimension, Math.floor(group / inside), group);
      const actual = inside * split[0].npus;
      if (actual !== group) {
        warn(
          `The model-parallel group of ${group} NPUs does not fit dimension ${dimension.physical} of ${dimension.npus} NPUs; groups of ${actual} are used, as in ASTRA-sim 1.0.`,
        );
      }
      return {
        dimensions: [...dimensions.slice(0, index), ...split, ...dimensions.slice(index + 1)],
        modelDimensions: index + 1,
      };
    }
    inside = product;
  }
  warn(
    `The model-parallel group of ${group} NPUs is larger than the machine of ${inside} NPUs; everything is data parallel, as in ASTRA-sim 1.0.`,
  );
  return { dimensions, modelDimensions: 0 };
}

function splitDimension(
  { npus, stride, physical }: LogicalDimension,
  first: number,
  group: number,
): [LogicalDimension, LogicalDimension] {
  const second = Math.floor(npus / first);
  if (first * second !== npus) {
    throw new AstraError("UNSUPPORTED", {
      problem: `the model-parallel group does not divide dimension ${physical} of ${npus} NPUs`,
      field: "modelParallelGroup",
      found: group,
      expected: `a group that splits the ${npus} NPUs of that dimension without remainder (it would need ${first} of them)`,
    });
  }
  return [
    { npus: first, stride, physical },
    { npus: second, stride: stride * first, physical },
  ];
}
