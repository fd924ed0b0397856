import process from "node:process";
import { fileURLToPath } from "node:url";
import { isAstraError } from "@astra-ts/core";
import { it } from "vitest";
import { installedNs3 } from "../../src/index.js";

// The program is compiled once for all tests, and kept with the other caches of the workspace.
process.env.XDG_CACHE_HOME = fileURLToPath(new URL("../../../../node_modules/.cache", import.meta.url));

/** Why tests cannot run ns-3 here; undefined where they can. */
export const withoutNs3 = reason();

function reason(): string | undefined {
  try {
    installedNs3();
    return undefined;
  } catch (error) {
    if (isAstraError(error)) return `tests of ns-3: ${error.details.problem}`;
    throw error;
  }
}

/** `it` for tests that need ns-3: skipped, with the reason, where that is not installed. */
export const itWithNs3 = it.extend<{ installed: undefined }>({
  installed: [
    async ({ skip }, use) => {
      if (withoutNs3 !== undefined) skip(withoutNs3);
      await use(undefined);
    },
    { auto: true },
  ],
});
