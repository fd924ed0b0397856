import { defineConfig } from "tsup";
import { libraryBuild } from "../../tsup.base.ts";
import { pagePlugin } from "./page-bundle.ts";

export default defineConfig({ ...libraryBuild, esbuildPlugins: [pagePlugin] });
