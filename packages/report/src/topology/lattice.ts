import type { Dimension } from "@astra-ts/core";
import type { Point } from "./arrange.js";

const linear = new Set(["ring", "mesh"]);

/** From one plane, or one block of planes, to the next. */
const gap = 1.3;
/** Between two columns of a plane, and between two of its rows. */
const columnStep = 0.85;
const rowStep = 1.5;

/** Whether a machine is a mesh or a torus of three dimensions or more. */
export function isLattice(dimensions: readonly Dimension[]): boolean {
  const drawn = dimensions.filter(({ npus }) => npus > 1);
  return drawn.length >= 3 && drawn.every(({ shape }) => linear.has(shape));
}

/**
 * One step along each dimension of a lattice. The first two span planes that stand side by side, seen at an angle, along the third. Each column is set off by a part of a row, so that
 * the links from plane to plane are level lines that pass no NPU. Further dimensions repeat this downwards and to the right in turn.
 */
export function latticeSteps(dimensions: readonly Dimension[]): Point[] {
  let columns = 1;
  let place = 0;
  let width = 0;
  let height = 0;
  return dimensions.map(({ npus }) => {
    if (npus === 1) return { x: 0, y: 0 };
    const step = stepOf(place++, npus);
    width += Math.abs(step.x) * (npus - 1);
    height += Math.abs(step.y) * (npus - 1);
    return step;
  });

  function stepOf(index: number, npus: number): Point {
    if (index === 0) {
      columns = npus;
      return { x: columnStep, y: -rowStep / columns };
    }
    if (index === 1) return { x: 0, y: rowStep };
    return index % 2 === 0 ? { x: width + gap, y: 0 } : { x: 0, y: height + gap };
  }
}
