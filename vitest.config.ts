import { defineConfig } from "vitest/config";

// Tests read source, not build output: the private export condition leads to src/ in every package.
const conditions = ["@astra-ts/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "tools/**/*.test.ts"],
    reporters: ["default", "./tools/plain-reporter.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
