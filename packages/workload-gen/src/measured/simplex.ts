/** A point of the search, and what it costs. */
export interface Minimum {
  readonly point: readonly number[];
  readonly cost: number;
}

/** Distance of the first corners from the start, along each axis. */
const firstStep = 0.15;

/**
 * Looks for a minimum of `cost` near the origin: the simplex search of Nelder and Mead (The Computer Journal 7, 1965) with steps that suit many parameters (Gao and Han,
 * Computational Optimization and Applications 51, 2012). It needs no derivatives, which a choice among tiles does not have. Deterministic; `cost` is asked some two
 * times for each of the `steps`.
 */
export function minimize(
  cost: (point: readonly number[]) => number,
  parameters: number,
  steps: number,
): Minimum {
  const expansion = 1 + 2 / parameters;
  const contraction = 0.75 - 1 / (2 * parameters);
  const shrinking = 1 - 1 / parameters;
  const origin = new Array<number>(parameters).fill(0);
  const corner = (point: readonly number[]): Minimum => ({ point, cost: cost(point) });
  let corners = [corner(origin)];
  for (let axis = 0; axis < parameters; axis++) corners.push(corner(origin.with(axis, firstStep)));

  for (let step = 0; step < steps; step++) {
    corners.sort((a, b) => a.cost - b.cost);
    const best = corners[0]!;
    const worst = corners[parameters]!;
    const others = corners.slice(0, parameters);
    const centre = origin.map(
      (_, axis) => others.reduce((sum, { point }) => sum + point[axis]!, 0) / parameters,
    );
    /** On the line from the worst corner through the centre of the others: at the worst itself where `t` is 1, behind the centre where it is negative. */
    const along = (t: number) =>
      corner(centre.map((value, axis) => value + t * (worst.point[axis]! - value)));
    const reflected = along(-1);
    if (reflected.cost < best.cost) {
      const expanded = along(-expansion);
      corners[parameters] = expanded.cost < reflected.cost ? expanded : reflected;
    } else if (reflected.cost < corners[parameters - 1]!.cost) {
      corners[parameters] = reflected;
    } else {
      const contracted = along(reflected.cost < worst.cost ? -contraction : contraction);
      if (contracted.cost < Math.min(reflected.cost, worst.cost)) corners[parameters] = contracted;
      else {
        const towards = (value: number, axis: number) =>
          best.point[axis]! + shrinking * (value - best.point[axis]!);
        corners = corners.map((other) => (other === best ? best : corner(other.point.map(towards))));
      }
    }
  }
  return corners.reduce((least, other) => (other.cost < least.cost ? other : least));
}
