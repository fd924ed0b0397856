import { defineConfig } from "tsup";
import { libraryBuild } from "../../tsup.base.ts";

export default defineConfig({
  ...libraryBuild,
  platform: "node",
  entry: { index: "src/index.ts", main: "src/main.ts", "sweep-worker": "src/sweep/worker.ts" },
});
