import type { Options } from "tsup";

/** Leaves every module of a package a module: what imports one function gets what that function needs. For esbuild, which would else put them all into one file. */
const oneFileEach: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "one-file-each",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ kind, path }) =>
      kind === "entry-point" ? undefined : { path, external: true },
    );
  },
};

/** JavaScript only: declarations come from one `tsc -b` over all packages, which is several times faster. */
export const build = {
  format: ["esm"],
  target: "node20",
  platform: "neutral",
  sourcemap: true,
  dts: false,
  clean: false,
} satisfies Options;

/** A library: one module for each of its sources. */
export const libraryBuild = {
  ...build,
  entry: ["src/**/*.ts", "!src/**/*.test.ts"],
  esbuildPlugins: [oneFileEach],
} satisfies Options;
