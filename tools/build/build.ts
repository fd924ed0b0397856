// Builds every package: JavaScript by tsup under turbo's cache, declarations by one incremental `tsc -b`.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { pruneDist } from "./prune-dist.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };

function run(command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: {
      ...env,
      PATH: `${root}node_modules/.bin${process.platform === "win32" ? ";" : ":"}${process.env.PATH}`,
    },
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`${stdout}${stderr}\nThe build stopped at: ${command} ${args.join(" ")}`);
    process.exit(status ?? 1);
  }
}

run("turbo", "run", "build", "--output-logs=errors-only");
for (const name of readdirSync(`${root}packages`)) pruneDist(`${root}packages/${name}`);
run("tsc", "-b");
