import { collectiveKinds, isRooted } from "@astra-ts/core";

/** Kinds of collective in which all NPUs do alike. */
export const unrootedKinds = collectiveKinds.filter((kind) => !isRooted(kind));
