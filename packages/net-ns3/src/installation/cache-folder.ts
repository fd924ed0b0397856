import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Where this user's programs keep what they can make again. */
export function cacheFolder({ XDG_CACHE_HOME }: NodeJS.ProcessEnv = process.env): string {
  if (XDG_CACHE_HOME?.startsWith("/")) return join(XDG_CACHE_HOME, "astra-ts");
  return process.platform === "darwin"
    ? join(homedir(), "Library/Caches/astra-ts")
    : join(homedir(), ".cache/astra-ts");
}
