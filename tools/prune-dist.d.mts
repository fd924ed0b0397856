/** Removes the unreachable scripts below `dist` of the package in `folder`. Declarations, in `dist/types`, stay. */
export function pruneDist(folder: string): void;
/** Paths of the scripts below `dist`. */
export function scriptsBelow(dist: string): string[];
