import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** Variables of npm that would lead a command outside back into the workspace are left out. */
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(?!config_registry)|NODE_OPTIONS|VITEST)/i.test(name),
    ),
  ),
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
  npm_config_prefer_offline: "true",
  npm_config_yes: "true",
};

/** Runs a command in a folder and returns what it printed; throws with all of it where the command fails. */
export function runIn(folder: string, command: string, ...parameters: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: "utf8",
    env,
    shell: process.platform === "win32",
    timeout: 180_000,
  });
  if (status === 0) return stdout;
  throw new Error(
    `${command} ${parameters.join(" ")}: ${error?.message ?? `exit code ${status}`}\n${stdout}\n${stderr}`,
  );
}

/** An empty folder with a package.json, as `npm init` leaves it. */
export function emptyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "outside", private: true, type: "module" }),
  );
  return folder;
}

/** npm install of these tarballs and packages, nothing saved. */
export function install(folder: string, ...what: string[]): void {
  runIn(folder, "npm", "install", "--no-save", "--loglevel", "error", ...what);
}
