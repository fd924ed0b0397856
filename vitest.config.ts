import { defineConfig } from "vitest/config";
import { pageTestPlugin } from "./packages/report/page-bundle.ts";

// Tests read source, not build output: the private export condition leads to src/ in every package.
const conditions = ["@astra-ts/source"];

export default defineConfig({
  plugins: [pageTestPlugin],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "tools/**/*.test.ts"],
    reporters: ["default", "./tools/plain-reporter.ts"],
    setupFiles: ["./tools/property-seed.ts"],
    // By default one core is left idle, which on two cores is half of them.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
