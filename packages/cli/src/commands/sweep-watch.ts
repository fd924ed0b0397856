import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { isAstraError } from "@astra-ts/core";
import { submitToSlurm, tasksInSlurm } from "../cluster/slurm.js";
import { ranges } from "../cluster/slurm-script.js";
import { readSweepJob, type SweepJob } from "../cluster/sweep-job.js";
import { type SweepStatus, sweepStatus } from "../sweep/status.js";
import { printError } from "../terminal/print.js";
import { exitCodes } from "../terminal/show-error.js";
import { statusLine } from "../terminal/status-line.js";
import { CommandEnd } from "./command-end.js";
import { mergeSweep, type SweepMergeFlags } from "./sweep-merge.js";
import { statusText } from "./sweep-status-text.js";

export interface SweepWatchFlags extends SweepMergeFlags {
  /** Seconds. */
  readonly interval: number;
}

/**
 * Shows how far a sweep is until it has ended, submits shards again that a scheduler has given up, and merges what there is in the end. The sweep does not need it: it may be ended and started again.
 */
export async function watchSweep(file: string, flags: SweepWatchFlags): Promise<void> {
  const job = readSweepJob(file);
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  const tell = teller(flags.quiet);
  let status: SweepStatus;
  try {
    for (let retries = 0; ; ) {
      status = sweepStatus(file);
      tell.update(statusText(status));
      if (hasEnded(status)) break;
      const next = await nextStep(file, job, status, retries);
      if (next === "give up") break;
      if (next === "submit") {
        retries++;
        const shards = ranges(shardsLeft(job!, sweepStatus(file)));
        const id = submitToSlurm(job!.script, [`--array=${shards}`]);
        tell.say(`Shards ${shards} have points left and are in no queue: submitted again, as job ${id}.`);
      }
      await sleep(flags.interval * 1000, undefined, { signal: interrupt.signal });
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    tell.say(`The sweep goes on without being watched. To watch it again: astra-ts sweep watch ${file}`);
    throw new CommandEnd(exitCodes.interrupted);
  } finally {
    tell.end();
    process.off("SIGINT", onInterrupt);
  }
  await mergeSweep(file, flags);
  if (!hasEnded(status)) {
    printError(
      `${status.left} points are left, and nothing runs them. ${job === undefined ? "Run the shards that have points left" : "astra-ts sweep submit, as before, submits what is left"}; what the tasks said is in their logs.\n`,
    );
    throw new CommandEnd(exitCodes.failed);
  }
  if (status.failed > 0) {
    printError(`${status.failed} points failed; --retry-failed runs them again.\n`);
    throw new CommandEnd(exitCodes.failed);
  }
}

function hasEnded({ points, left }: SweepStatus): boolean {
  return points !== undefined && left === 0;
}

/** What is to be done about a sweep that has points left. */
async function nextStep(
  file: string,
  job: SweepJob | undefined,
  status: SweepStatus,
  retries: number,
): Promise<"wait" | "submit" | "give up"> {
  const isWritten = ({ shards }: SweepStatus) => shards.some(({ writer }) => writer !== undefined);
  if (job?.engine === "kubernetes" || isWritten(status)) return "wait";
  if (job === undefined) return "give up";
  if (isInQueue(job)) return "wait";
  // A task may have ended between the two looks.
  if (hasEnded(sweepStatus(file))) return "wait";
  return retries < job.retries ? "submit" : "give up";
}

/** A controller that does not answer says nothing about the job: it is asked again next time. */
function isInQueue({ name }: SweepJob): boolean {
  try {
    return tasksInSlurm(name) > 0;
  } catch (error) {
    if (isAstraError(error) && error.code === "PROGRAM_FAILED") return true;
    throw error;
  }
}

function shardsLeft({ shards: count }: SweepJob, { shards }: SweepStatus): number[] {
  const done = new Set(
    shards.filter((own) => own.count === count && own.left === 0).map(({ index }) => index),
  );
  return Array.from({ length: count }, (_, index) => index).filter((index) => !done.has(index));
}

/** A line that is written over in a terminal; elsewhere a line for each change. */
function teller(quiet: boolean): { update(text: string): void; say(text: string): void; end(): void } {
  const line = statusLine(quiet);
  let last = "";
  return {
    update(text) {
      if (line.isShown) line.show(text);
      else if (!quiet && text !== last) printError(`${text}\n`);
      last = text;
    },
    say(text) {
      line.clear();
      if (!quiet) printError(`${text}\n`);
    },
    end: line.clear,
  };
}
