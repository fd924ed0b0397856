import type { GraphInput } from "../create-graph-topology.js";
import { eachPlane, type LinkFigures, MachineBuilder, npu, refuse } from "./machine-builder.js";

/** Routers of which every two are at most two links apart. */
export interface SlimFly {
  /** A prime number q of the form 4w + 1 or 4w - 1: there are 2q² routers of (3q ∓ 1) / 2 links to others. */
  readonly q: number;
  /** Absent: half as many as a router has links to others, rounded up. */
  readonly npusPerRouter?: number | undefined;
  readonly planes: number;
  readonly link: LinkFigures;
  readonly uplink: LinkFigures;
}

/** Besta and Hoefler, SC 2014, on the graphs of McKay, Miller and Širáň, for prime q. */
export function slimFly({ q, npusPerRouter, planes, link, uplink }: SlimFly): GraphInput {
  if (q < 5 || !isPrime(q))
    refuse("q", "the graph is built over a field of q elements", q, "a prime number, 5 or more");
  const delta = q % 4 === 1 ? 1 : -1;
  const degree = (3 * q - delta) / 2;
  const perRouter = npusPerRouter ?? Math.ceil(degree / 2);
  const routers = 2 * q * q;
  const [inFirst, inSecond] = generatorSets(q, delta);
  const builder = new MachineBuilder();
  builder.npus(routers * perRouter);
  eachPlane(planes, (prefix) => {
    const names = builder.switches(`${prefix}router`, routers);
    for (let rank = 0; rank < routers * perRouter; rank++)
      builder.link(npu(rank), names[Math.floor(rank / perRouter)]!, link);
    const at = (half: 0 | 1, column: number, row: number): string => names[(half * q + column) * q + row]!;
    for (let column = 0; column < q; column++)
      for (let row = 0; row < q; row++) {
        for (let other = row + 1; other < q; other++) {
          if (inFirst.has(other - row)) builder.link(at(0, column, row), at(0, column, other), uplink);
          if (inSecond.has(other - row)) builder.link(at(1, column, row), at(1, column, other), uplink);
        }
        // (x, y) and (m, c) are linked where y = m x + c.
        for (let slope = 0; slope < q; slope++)
          builder.link(at(0, column, row), at(1, slope, (((row - slope * column) % q) + q) % q), uplink);
      }
  });
  return builder.machine([perRouter, routers]);
}

/** Differences of rows between linked routers of a column, in the first half and in the second: closed under change of sign. */
function generatorSets(q: number, delta: 1 | -1): [Set<number>, Set<number>] {
  const powers: number[] = [1];
  const root = primitiveRoot(q);
  while (powers.length < q - 1) powers.push((powers.at(-1)! * root) % q);
  if (delta === 1)
    return [
      new Set(powers.filter((_, exponent) => exponent % 2 === 0)),
      new Set(powers.filter((_, exponent) => exponent % 2 === 1)),
    ];
  const w = (q + 1) / 4;
  const first = powers.filter((_, exponent) =>
    exponent <= 2 * w - 2 ? exponent % 2 === 0 : exponent % 2 === 1,
  );
  const second = powers.filter((_, exponent) =>
    exponent <= 2 * w - 1 ? exponent % 2 === 1 || exponent === 0 : exponent % 2 === 0,
  );
  return [new Set(first), new Set(second)];
}

function primitiveRoot(q: number): number {
  for (let root = 2; ; root++) {
    let power = root;
    let order = 1;
    while (power !== 1) {
      power = (power * root) % q;
      order++;
    }
    if (order === q - 1) return root;
  }
}

function isPrime(value: number): boolean {
  if (!Number.isInteger(value) || value < 2) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
}
