import type { Origins } from "@astra-ts/core";

/** What stands beside `file` in the experiment is the experiment's own. */
export function withOwn(origins: Origins, section: string, keys: readonly string[]): Origins {
  const own = keys.map((key) => `${section}.${key}`);
  const others = [...origins].filter(([path]) => !own.some((field) => path.startsWith(`${field}.`)));
  return new Map([...others, ...own.map((field) => [field, { field }] as const)]);
}
