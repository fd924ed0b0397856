// Makes the workspace ready on a machine with Node and npm alone: the pinned pnpm installs the frozen lockfile. Plain JavaScript, as it runs before there is anything that reads TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import process from "node:process";

const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const root = new URL("..", import.meta.url);
const installed = new URL("node_modules/.modules.yaml", root);
const lockfile = new URL("pnpm-lock.yaml", root);

/** pnpm rewrites its state file at each install; a lockfile older than it has nothing new to install. */
function upToDate() {
  if (!existsSync(installed)) return false;
  const manifests = readdirSync(new URL("packages/", root))
    .map((name) => new URL(`packages/${name}/package.json`, root))
    .filter((file) => existsSync(file));
  const newest = Math.max(
    ...[lockfile, new URL("package.json", root), ...manifests].map((file) => statSync(file).mtimeMs),
  );
  return statSync(installed).mtimeMs >= newest;
}

if (!upToDate()) {
  const { status } = spawnSync(
    "npx",
    ["--yes", packageManager, "install", "--frozen-lockfile", "--prefer-offline"],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
      env: { ...process.env, CI: "true" },
    },
  );
  if (status !== 0) {
    console.error(
      "\nThe dependencies could not be installed. Node 20.19 or newer, npm and access to an npm registry are needed.",
    );
    process.exit(status ?? 1);
  }
}
