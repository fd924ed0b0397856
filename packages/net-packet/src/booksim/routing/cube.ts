/** Positions on a mesh or torus of k^n routers; ports as in the network. */
export class CubePositions {
  readonly radix: number;
  readonly dimensions: number;
  readonly nodes: number;
  /** The node's own port. */
  readonly local: number;

  constructor(radix: number, dimensions: number) {
    this.radix = radix;
    this.dimensions = dimensions;
    this.nodes = radix ** dimensions;
    this.local = 2 * dimensions;
  }

  position(router: number, dimension: number): number {
    return Math.floor(router / this.radix ** dimension) % this.radix;
  }

  /** The first dimension in which two routers differ, or the last (`fromLast`); -1: they are one. */
  differing(here: number, there: number, fromLast = false): number {
    let found = -1;
    for (let dimension = 0; dimension < this.dimensions; dimension++) {
      const differs = here % this.radix !== there % this.radix;
      if (differs && !fromLast) return dimension;
      if (differs) found = dimension;
      here = Math.floor(here / this.radix);
      there = Math.floor(there / this.radix);
    }
    return found;
  }

  /** On a mesh: the output of dimension order, from the first dimension or from the last. */
  dimensionOrder(here: number, there: number, fromLast = false): number {
    const dimension = this.differing(here, there, fromLast);
    if (dimension < 0) return this.local;
    return this.towards(here, there, dimension);
  }

  /** On a mesh: the output of one dimension. */
  towards(here: number, there: number, dimension: number): number {
    return 2 * dimension + (this.position(here, dimension) < this.position(there, dimension) ? 0 : 1);
  }
}
