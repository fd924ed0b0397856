import type { GraphInput } from "../create-graph-topology.js";
import { type LinkFigures, MachineBuilder, npu, refuse } from "./machine-builder.js";

/** NPUs on a grid, each linked to its neighbours in every dimension. */
export interface Torus {
  readonly sizes: readonly number[];
  /** Whether each dimension is closed; absent: all are. */
  readonly wrap?: readonly boolean[] | undefined;
  /** Places along the last dimension by which the closing links of every other dimension move on. */
  readonly twist: number;
  readonly link: LinkFigures;
}

/** A torus, a mesh, or what is closed in some dimensions only; twisted (Cámara and others, TPDS 2010; TPU v4's k x k x 2k with a twist of k) where it is told. */
export function torus({ sizes, wrap = sizes.map(() => true), twist, link }: Torus): GraphInput {
  if (wrap.length !== sizes.length)
    refuse("wrap", "another number of dimensions", wrap, `${sizes.length} times true or false`);
  const last = sizes.length - 1;
  if (twist !== 0 && (last === 0 || !wrap[last]))
    refuse(
      "twist",
      "the closing links move along the last dimension",
      twist,
      "0, or two closed dimensions and more",
    );
  if (twist >= sizes[last]!) refuse("twist", "longer than the last dimension", twist, `below ${sizes[last]}`);
  const npus = sizes.reduce((product, size) => product * size, 1);
  const builder = new MachineBuilder();
  builder.npus(npus);
  const lastStride = npus / sizes[last]!;
  let stride = 1;
  for (const [dimension, size] of sizes.entries()) {
    for (let rank = 0; rank < npus; rank++) {
      const place = Math.floor(rank / stride) % size;
      if (place + 1 < size) builder.link(npu(rank), npu(rank + stride), link);
      else if (wrap[dimension] && size > 1) {
        const first = rank - place * stride;
        const end = dimension === last ? first : moved(first, twist, lastStride, sizes[last]!);
        if (end !== rank && (size > 2 || twist > 0)) builder.link(npu(rank), npu(end), link);
      }
    }
    stride *= size;
  }
  return builder.machine(sizes);
}

function moved(rank: number, places: number, stride: number, size: number): number {
  const place = Math.floor(rank / stride);
  return rank + (((place + places) % size) - place) * stride;
}
