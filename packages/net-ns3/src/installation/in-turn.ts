import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";
import { pause } from "@astra-ts/bridge";

/** A lock that says nothing for so long, ms, was left behind. */
const mostEmpty = 5000;

/**
 * Does a piece of work unless it is done, one process or thread at a time: the others wait and find it done. `lock` is a file that says who is at it; one that was left by a
 * process that is gone counts for nothing.
 */
export function inTurn(lock: string, isDone: () => boolean, work: () => void): void {
  while (!isDone()) {
    if (!take(lock)) {
      if (isAbandoned(lock)) rmSync(lock, { force: true });
      else pause(50);
      continue;
    }
    try {
      if (!isDone()) work();
      return;
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

function take(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    // On a full disk there is a file, and no room for what it should say.
    rmSync(lock, { force: true });
    throw error;
  }
}

function isAbandoned(lock: string): boolean {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    // Empty for as long as it takes to write a number; for longer where its process ended in between.
    if (!(pid > 0)) return Date.now() - statSync(lock).mtimeMs > mostEmpty;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
