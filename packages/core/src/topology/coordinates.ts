import { AstraError } from "../errors/astra-error.js";
import type { Topology } from "./topology.js";

type Coordinates = Pick<Topology, "coordinate" | "coordinates" | "rank">;

/** Mixed-radix arithmetic between ranks and positions; costs no memory whatever the size. `strides` is the rank distance between neighbours of each dimension. */
export function mixedRadix(
  sizes: readonly number[],
  npus: number,
): Coordinates & { strides: readonly number[] } {
  const strides: number[] = [];
  let stride = 1;
  for (const size of sizes) {
    strides.push(stride);
    stride *= size;
  }
  const checked = (rank: number): number => {
    if (Number.isInteger(rank) && rank >= 0 && rank < npus) return rank;
    throw new AstraError("INVALID_VALUE", {
      problem: "there is no such rank",
      found: rank,
      expected: `a whole number from 0 to ${npus - 1}`,
    });
  };
  const coordinate = (rank: number, dimension: number): number =>
    Math.floor(rank / strides[dimension]) % sizes[dimension];
  return {
    strides,
    coordinate,
    coordinates: (rank) => {
      checked(rank);
      return sizes.map((_, dimension) => coordinate(rank, dimension));
    },
    rank: (coordinates) => {
      let rank = 0;
      for (let dimension = 0; dimension < sizes.length; dimension++) {
        const position = coordinates[dimension];
        if (!Number.isInteger(position) || position < 0 || position >= sizes[dimension])
          throw new AstraError("INVALID_VALUE", {
            problem: `there is no such position in dimension ${dimension}`,
            found: position,
            expected: `a whole number from 0 to ${sizes[dimension] - 1}`,
          });
        rank += position * strides[dimension];
      }
      return rank;
    },
  };
}
