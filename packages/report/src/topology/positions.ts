import type { Dimension } from "@astra-ts/core";
import { type Arrangement, arrange, type Point } from "./arrange.js";
import { isLattice, latticeSteps } from "./lattice.js";

/** Each NPU at the sum of its steps. */
function latticePositions(dimensions: readonly Dimension[]): Point[] {
  const steps = latticeSteps(dimensions);
  const npus = dimensions.reduce((product, dimension) => product * dimension.npus, 1);
  return Array.from({ length: npus }, (_, rank) => {
    let rest = rank;
    let [x, y] = [0, 0];
    dimensions.forEach(({ npus: size }, index) => {
      const coordinate = rest % size;
      rest = Math.floor(rest / size);
      x += coordinate * steps[index].x;
      y += coordinate * steps[index].y;
    });
    return { x, y };
  });
}

const linear = new Set(["ring", "mesh"]);

/** Places of all nodes of a product of dimensions, in the order of the expanded graph: NPUs by rank, then the switches dimension by dimension, group by group. */
export function positionsOf(dimensions: readonly Dimension[]): Point[] {
  if (isLattice(dimensions)) return latticePositions(dimensions);
  const rows = dimensions.filter(({ shape, npus }) => linear.has(shape) && npus > 1).length;
  let cell = { width: 0, height: 0 };
  let horizontal = true;
  const arrangements = dimensions.map((dimension): Arrangement => {
    const { shape, npus, leaves = 0, spines = 0 } = dimension;
    const arrangement = arrange({ shape, npus, leaves, spines, cell, horizontal, asRow: rows > 1 });
    if (linear.has(shape) && npus > 1) horizontal = !horizontal;
    cell = arrangement.extent;
    return arrangement;
  });
  const npus = dimensions.reduce((product, dimension) => product * dimension.npus, 1);
  const strides = dimensions.map((_, index) =>
    dimensions.slice(0, index).reduce((product, dimension) => product * dimension.npus, 1),
  );
  const place = (rank: number, without = -1): Point => {
    let x = 0;
    let y = 0;
    dimensions.forEach((dimension, index) => {
      if (index === without) return;
      const member = arrangements[index].members[Math.floor(rank / strides[index]) % dimension.npus];
      x += member.x;
      y += member.y;
    });
    return { x, y };
  };
  const points = Array.from({ length: npus }, (_, rank) => place(rank));
  dimensions.forEach((dimension, index) => {
    const switches = arrangements[index].members.slice(dimension.npus);
    const stride = strides[index];
    for (let group = 0; group < npus / dimension.npus && switches.length > 0; group++) {
      const first = (group % stride) + Math.floor(group / stride) * stride * dimension.npus;
      const centre = place(first, index);
      for (const member of switches) points.push({ x: centre.x + member.x, y: centre.y + member.y });
    }
  });
  return points;
}
