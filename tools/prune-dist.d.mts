/** Removes the unreachable chunks of a package's `dist`. */
export function pruneDist(dist: string): void;
