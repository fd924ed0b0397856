import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AstraError, formatTime } from "@astra-ts/core";
import { isRunning, type LockOwner, lockOwner, ownOwner } from "./lock-owner.js";

/** How often the holder of a lock gives a sign of life, and after what time without one it is given up for dead. ms. */
export interface LockTiming {
  readonly beat: number;
  readonly abandoned: number;
}

const usualTiming: LockTiming = { beat: 5_000, abandoned: 60_000 };

/** A results file that no other process may write to. */
export interface ResultsLock {
  /** Throws FILE_IN_USE where another process has taken the lock over, because this one seemed dead to it. */
  readonly assertOwn: () => void;
  readonly release: () => void;
}

/**
 * Takes the lock of a results file: a neighbour, `name.jsonl.lock`, which only one process can create. No lock of the operating system is used: network file systems lack them, or
 * have them by name only. What they do have is exclusive creation. The file says who holds the lock. A holder on this machine is looked up among its processes. A holder elsewhere counts the sign
 * in its file up; it is seen to live when that changes, and given up when it has stayed the same for a while: no two clocks need to agree.
 *
 * Throws FILE_IN_USE, with the holder, and FILE_WRITE.
 */
export async function lockResults(file: string, timing: LockTiming = usualTiming): Promise<ResultsLock> {
  const path = `${file}.lock`;
  const own = ownOwner(randomUUID());
  try {
    mkdirSync(dirname(file), { recursive: true });
    await acquire(path, own, file, timing);
  } catch (error) {
    if (error instanceof AstraError) throw error;
    throw cannotBeLocked(file, error);
  }
  let beats = 0;
  const heart = setInterval(() => beatOf(path, own, ++beats), timing.beat);
  heart.unref();
  return {
    assertOwn() {
      if (contentOf(path)?.owner?.token !== own.token) throw takenOver(file);
    },
    release() {
      clearInterval(heart);
      if (contentOf(path)?.owner?.token === own.token) rmSync(path, { force: true });
    },
  };
}

async function acquire(path: string, own: LockOwner, file: string, timing: LockTiming): Promise<void> {
  const watched = new Watch(timing);
  while (!created(path, own)) {
    const seen = contentOf(path);
    if (seen === undefined) continue;
    const verdict = watched.judge(seen);
    if (verdict === "alive") throw inUse(file, seen.owner);
    if (verdict === "dead") await removeAbandoned(path, own, seen, timing);
    else await sleep(timing.beat / 10);
  }
}

/**
 * Removes the lock of a holder that is dead. Of several who find it dead, one must not remove the new lock of another, so that only the holder of a second lock may remove the
 * first, and looks at it again before. (Were two to find that second lock dead as well, one might: the one robbed finds out before it writes the next time.)
 */
async function removeAbandoned(
  path: string,
  own: LockOwner,
  dead: Content,
  timing: LockTiming,
): Promise<void> {
  const second = `${path}.removing`;
  const watched = new Watch(timing);
  while (!created(second, own)) {
    if (contentOf(path)?.text !== dead.text) return;
    const seen = contentOf(second);
    if (seen === undefined) continue;
    if (watched.judge(seen) === "dead") rmSync(second, { force: true });
    else await sleep(timing.beat / 10);
  }
  try {
    if (contentOf(path)?.text === dead.text) rmSync(path, { force: true });
  } finally {
    rmSync(second, { force: true });
  }
}

/** What was seen of a lock, and since when it has been so. */
class Watch {
  readonly #timing: LockTiming;
  #first: Content | undefined;
  #since = 0;

  constructor(timing: LockTiming) {
    this.#timing = timing;
  }

  judge(seen: Content): "alive" | "dead" | "unknown" {
    const runs = seen.owner === undefined ? undefined : isRunning(seen.owner);
    if (runs !== undefined) return runs ? "alive" : "dead";
    if (
      seen.owner !== undefined &&
      seen.owner.token === this.#first?.owner?.token &&
      seen.text !== this.#first.text
    )
      return "alive";
    if (seen.text !== this.#first?.text) {
      this.#first = seen;
      this.#since = performance.now();
    }
    return performance.now() - this.#since >= this.#timing.abandoned ? "dead" : "unknown";
  }
}

interface Content {
  readonly text: string;
  /** Undefined for a file whose writer was killed before it had written anything. */
  readonly owner: LockOwner | undefined;
}

/** Creates the file, unless there is one. */
function created(path: string, own: LockOwner): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    writeSync(descriptor, textOf(own, 0), 0);
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** The sign of life has as many digits always, so that it is written over in one go. */
function textOf(owner: LockOwner, beats: number): string {
  return `${JSON.stringify({ ...owner, beats: String(beats).padStart(12, "0") })}\n`;
}

function contentOf(path: string): Content | undefined {
  try {
    return parsed(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parsed(text: string): Content {
  try {
    return { text, owner: lockOwner.safeParse(JSON.parse(text)).data };
  } catch {
    return { text, owner: undefined };
  }
}

/** A lock that is another's by now is left alone; a file system that does not answer this once is asked again. */
function beatOf(path: string, own: LockOwner, beats: number): void {
  try {
    const descriptor = openSync(path, "r+");
    try {
      const buffer = Buffer.alloc(4096);
      const text = buffer.toString("utf8", 0, readSync(descriptor, buffer, 0, buffer.length, 0));
      if (parsed(text).owner?.token === own.token) writeSync(descriptor, textOf(own, beats), 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The next write to the results file finds out whether the lock is still there.
  }
}

/** Who holds the lock of a results file, if somebody does. Whether it still lives is not looked into. */
export function holderOf(file: string): LockOwner | undefined {
  return contentOf(`${file}.lock`)?.owner;
}

function inUse(file: string, owner: LockOwner | undefined): AstraError {
  const held =
    owner === undefined
      ? "another process"
      : `process ${owner.pid} on ${owner.host}, for ${formatTime(Math.max(0, Date.now() - Date.parse(owner.since)) * 1e6, 2)}`;
  return new AstraError("FILE_IN_USE", {
    file,
    problem: `another sweep is writing these results: ${held}`,
    hint: `Wait for it, or name another file with --results. Were it no sweep of yours, remove ${file}.lock.`,
  });
}

function takenOver(file: string): AstraError {
  return new AstraError("FILE_IN_USE", {
    file,
    problem:
      "another process has taken these results over, because this one had given no sign of life for a minute, or its lock was removed",
    hint: "What was written is kept. The same command goes on when the other one has ended.",
  });
}

function cannotBeLocked(file: string, cause: unknown): AstraError {
  return new AstraError("FILE_WRITE", {
    file,
    problem: `cannot be written (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
    cause,
  });
}
