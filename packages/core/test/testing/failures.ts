import type { ConformanceSuite } from "../../src/testing/index.js";

/** The checks of a suite that fail, each with its error. */
export function failuresOf({ checks }: ConformanceSuite): string[] {
  return checks.flatMap(({ name, run }) => {
    try {
      run();
      return [];
    } catch (error) {
      return [`${name}: ${String(error)}`];
    }
  });
}

/** Names of a suite's checks, left-out ones among them, that no broken entry is meant to fail. */
export function untriedChecks(
  suite: ConformanceSuite,
  broken: readonly (readonly [string, unknown])[],
): string[] {
  return [...suite.checks, ...suite.leftOut]
    .map(({ name }) => name)
    .filter((name) => !broken.some(([check]) => name.startsWith(check)));
}
