import type { Options } from "tsup";

/** JavaScript only: declarations come from one `tsc -b` over all packages, which is several times faster. */
export const libraryBuild: Options = {
  entry: ["src/index.ts"],
  format: ["esm"],
  target: "node20",
  platform: "neutral",
  sourcemap: true,
  dts: false,
  clean: false,
  splitting: true,
};
