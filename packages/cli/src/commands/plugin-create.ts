import { basename, relative, resolve } from "node:path";
import process from "node:process";
import { createPlugin } from "../plugin-template/create-plugin.js";
import { print } from "../terminal/print.js";

/** Flags of `astra-ts plugin create`. */
export interface PluginCreateFlags {
  readonly kind: string;
  readonly folder?: string;
}

/** Writes the project of a plugin. */
export function createPluginProject(
  name: string,
  { kind, folder = basename(name) }: PluginCreateFlags,
): void {
  const files = createPlugin(name, kind, resolve(folder));
  const shown = relative(process.cwd(), resolve(folder)) || ".";
  print(`${files.length} files in ${shown}. Next:\n\n  cd ${shown}\n  npm install\n  npm test\n`);
}
