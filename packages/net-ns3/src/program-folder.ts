import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder with the C++ program's sources, in this package: it is looked up by the package's name, because this module may have been bundled into another. */
export function programFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("@astra-ts/net-ns3/package.json");
  return join(dirname(manifest), "program");
}
