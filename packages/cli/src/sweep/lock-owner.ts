import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";
import * as z from "zod";

/** Who holds a lock, as its file says. */
export const lockOwner = z.object({
  host: z.string(),
  /** The space in which the number of the process means something: containers of one machine have one each. Empty where the system does not tell. */
  space: z.string(),
  pid: z.number(),
  /** When the process began, in the system's own count, so that another process of that number is not taken for it. */
  began: z.string(),
  /** When it took the lock, as ISO 8601 has it: for people. */
  since: z.string(),
  /** Tells this holding of the lock from every other one. */
  token: z.string(),
});

export type LockOwner = z.infer<typeof lockOwner>;

/** This process, as the holder of a lock. */
export function ownOwner(token: string): LockOwner {
  return {
    host: hostname(),
    space: ownSpace(),
    pid: process.pid,
    began: stateOf(process.pid)?.began ?? "",
    since: new Date().toISOString(),
    token,
  };
}

/** Whether the holder still runs; undefined where that cannot be told from here, because it runs on another machine. */
export function isRunning({ host, space, pid, began }: LockOwner): boolean | undefined {
  if (host !== hostname() || space !== ownSpace()) return undefined;
  const state = stateOf(pid);
  if (state !== undefined) return state.began === began && state.runs;
  if (stateOf(process.pid) !== undefined) return false;
  // A system without /proc tells no more than whether there is a process of that number.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function ownSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** What Linux says of a process: see proc(5), /proc/pid/stat, fields 3 and 22. */
function stateOf(pid: number): { runs: boolean; began: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold blanks.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, began] = [fields[0]!, fields[19]!];
    return { runs: state !== "Z" && state !== "X", began };
  } catch {
    return undefined;
  }
}
