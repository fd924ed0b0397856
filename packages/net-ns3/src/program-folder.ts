import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The C++ program's sources, in this package: found by its name, since the command has this module in its own bundle. */
export const programFolder = join(
  dirname(createRequire(import.meta.url).resolve("@astra-ts/net-ns3/package.json")),
  "program",
);
