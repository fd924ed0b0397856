import { defineConfig } from "tsup";
import { libraryBuild } from "../../tsup.base.ts";
import { pagePlugin } from "./page-bundle.ts";

export default defineConfig({
  ...libraryBuild,
  // The page's own bundles are made before anything else looks at their names.
  esbuildPlugins: [pagePlugin, ...libraryBuild.esbuildPlugins],
});
