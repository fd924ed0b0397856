import { defineConfig } from "tsup";
import { build, libraryBuild } from "../../tsup.base.ts";
import { importByName } from "./import-by-name.ts";

export default defineConfig([
  { ...libraryBuild, platform: "node", entry: ["src/index.ts", "src/plugins/builtin-plugins.ts"] },
  {
    ...build,
    platform: "node",
    entry: { main: "src/main.ts", "sweep-worker": "src/sweep/worker.ts" },
    splitting: true,
    esbuildPlugins: [importByName],
    // The command has our packages in itself: to read their five hundred modules one by one takes longer than many a run. Other people's packages stay packages.
    noExternal: [/^@astra-ts\//],
    external: [/^(?!@astra-ts\/)[@\w]/],
  },
]);
