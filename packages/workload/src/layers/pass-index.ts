import { type PassKind, passKinds } from "@astra-ts/core";

/** Place of a layer's pass in lists that have one entry for each pass of each layer. */
export function passIndex(layer: number, pass: PassKind): number {
  return layer * passKinds.length + passKinds.indexOf(pass);
}

/** The layer of such a place. */
export function layerOf(index: number): number {
  return Math.floor(index / passKinds.length);
}

/** The pass of such a place. */
export function passOf(index: number): PassKind {
  return passKinds[index % passKinds.length];
}
