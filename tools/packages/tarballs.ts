import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { pruneDist } from "../build/prune-dist.ts";

/** Root of the repository. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Folders of the packages that are published, below `packages/`. */
export const published = readdirSync(join(root, "packages")).filter(
  (folder) => !(manifestOf(folder) as { private?: boolean }).private,
);

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly sideEffects?: boolean;
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8")) as Manifest;
}

export interface Tarballs {
  readonly folder: string;
  /** Path of a package's tarball, by npm name. */
  readonly files: ReadonlyMap<string, string>;
  remove(): void;
}

/** Packs every published package as a release would, from what is built. */
export function packAll(): Tarballs {
  for (const name of published) pruneDist(join(root, "packages", name));
  const folder = mkdtempSync(join(tmpdir(), "astra-ts-tarballs-"));
  const filters = published.flatMap((name) => ["--filter", `./packages/${name}`]);
  const pnpm = join(root, "node_modules/.bin/pnpm");
  const { status, stdout, stderr } = spawnSync(
    pnpm,
    ["-r", ...filters, "pack", "--pack-destination", folder],
    {
      cwd: root,
      encoding: "utf8",
      shell: process.platform === "win32",
      env: { ...process.env, CI: "true" },
    },
  );
  if (status !== 0) throw new Error(`packing failed:\n${stdout}${stderr}`);
  const files = new Map(
    published.map((name) => {
      const { name: npmName, version } = manifestOf(name);
      return [npmName, join(folder, `${npmName.replace("@", "").replace("/", "-")}-${version}.tgz`)];
    }),
  );
  return { folder, files, remove: () => rmSync(folder, { recursive: true }) };
}
