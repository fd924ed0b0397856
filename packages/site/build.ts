// Builds the site from the pages in docs/, and the playground into it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { buildPlayground } from "../playground/build.js";

const home = fileURLToPath(new URL(".", import.meta.url));
const vitepress = join(home, "node_modules/vitepress/bin/vitepress.js");

/** Writes the site into `folder`: plain files that any web server can serve. The packages must have been built. Throws with what the builder says where it fails. */
export async function buildSite(folder = join(home, "dist")): Promise<string> {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitepress, "build", home, "--outDir", folder],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`the site cannot be built:\n${stdout}${stderr}`);
  await buildPlayground(join(folder, "playground"));
  return folder;
}
