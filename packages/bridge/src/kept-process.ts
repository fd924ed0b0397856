import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { AstraError } from "@astra-ts/core";
import { keeperFailed, keeperScript } from "./keeper-script.js";
import { pause, seconds } from "./pause.js";
import { howItEnded, programFailed } from "./program-error.js";

/** A program to be run. */
export interface Program {
  /** What it is called in messages: `ns-3`. */
  readonly name: string;
  /** The command, looked up in PATH where it has no slash. */
  readonly command: string;
  readonly parameters?: readonly string[];
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a program is started. */
export interface StartOptions {
  /** Folder that is made for it, to be left in place until `close`; absent: one for the FIFOs alone, which is gone as soon as they are open. */
  readonly home?: string;
}

/** A shell is there within this time, however busy the machine. */
const startSeconds = 30;
/** A program that was asked to end may take this long. */
const endSeconds = 5;
const tick = 7;

/**
 * A program in another process, spoken to line by line over two FIFOs, with nothing asynchronous: a read waits for the answer. Whatever becomes of either side, nothing is left
 * behind: a shell beside the program ends it, and all that it started, when this process is gone. Linux and macOS only.
 */
export class KeptProcess {
  readonly name: string;
  readonly #keeper: ChildProcess;
  /** What the program writes to standard error: a file without a name. */
  readonly #log: number;
  readonly #home: string;
  #requests = -1;
  #answers = -1;
  readonly #buffer = Buffer.alloc(1 << 16);
  readonly #decoder = new TextDecoder();
  /** What was read and is no whole line yet. */
  #rest = "";
  #lines: string[] = [];
  #isOver = false;
  #isClosed = false;

  /** Throws PROGRAM_FAILED or UNSUPPORTED where the program cannot be started. */
  constructor({ name, command, parameters = [], environment = {} }: Program, { home }: StartOptions = {}) {
    if (process.platform === "win32")
      throw new AstraError("UNSUPPORTED", {
        problem: `${name} runs in a process of its own, which is done over FIFOs, and Windows has none`,
        hint: "Use Linux, macOS, or the Windows Subsystem for Linux.",
      });
    this.name = name;
    const unique = `astra-ts-${process.pid}-${randomBytes(6).toString("hex")}`;
    this.#home = home ?? join(tmpdir(), unique);
    const log = join(tmpdir(), `${unique}.log`);
    this.#log = openSync(log, "wx+", 0o600);
    unlinkSync(log);
    this.#keeper = spawn("sh", ["-c", keeperScript, "keeper", this.#home, command, ...parameters], {
      detached: true,
      stdio: ["pipe", "ignore", this.#log],
      env: { ...process.env, ...environment },
    });
    // What goes wrong shows in what can be read; an event would come too late.
    this.#keeper.on("error", () => {});
    this.#keeper.unref();
    (this.#keeper.stdin as Socket | null)?.unref();
    try {
      this.#open();
      if (home === undefined) rmSync(this.#home, { recursive: true, force: true });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Writes to the program's standard input. Throws PROGRAM_FAILED where the program is gone or takes nothing for `patience` seconds. */
  write(text: string, patience: number): void {
    const bytes = Buffer.from(text);
    let written = 0;
    let since = seconds();
    while (written < bytes.length) {
      try {
        written += writeSync(this.#requests, bytes, written);
        since = seconds();
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EPIPE") throw this.#ended();
        if (code !== "EAGAIN") throw error;
        if (seconds() - since > patience) throw this.#silent(patience);
        pause(1);
      }
    }
  }

  /** The next line of the program's standard output, without its end. Throws PROGRAM_FAILED where the program has ended or says nothing for `patience` seconds. */
  readLine(patience: number): string {
    const line = this.#nextLine(patience);
    if (line === undefined || line.startsWith("exited ")) throw this.#ended(line);
    return line;
  }

  /** Waits until the program has ended by itself; its exit status. Throws PROGRAM_FAILED where it takes more than `patience` seconds. */
  waitForEnd(patience: number): number {
    const deadline = seconds() + patience;
    for (;;) {
      const line = this.#nextLine(Math.max(0, deadline - seconds()));
      if (line?.startsWith("exited ")) return Number(line.slice("exited ".length));
      if (line === undefined) throw this.#ended();
    }
  }

  /** The end of what the program has written to standard error. */
  lastWords(): string {
    const { size } = fstatSync(this.#log);
    const bytes = Buffer.alloc(Math.min(size, 8192));
    const read = readSync(this.#log, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString("utf8", 0, read);
  }

  /** Ends the program, at once or after a last request that lets it end by itself. A second call does nothing. */
  close(lastRequest?: string): void {
    if (this.#isClosed) return;
    if (lastRequest !== undefined && !this.#isOver) {
      try {
        this.write(lastRequest, endSeconds);
        this.waitForEnd(endSeconds);
      } catch {
        // It will be ended all the same.
      }
    }
    this.#isClosed = true;
    this.#isOver = true;
    const { pid } = this.#keeper;
    // The group is the keeper's, with all that it started.
    if (pid !== undefined) endGroup(pid);
    this.#keeper.stdin?.destroy();
    for (const file of [this.#requests, this.#answers, this.#log]) if (file >= 0) closeSync(file);
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** Opens the FIFOs as soon as the keeper has made them. */
  #open(): void {
    const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK } = constants;
    const answers = join(this.#home, "answers");
    // First without waiting, until the keeper has opened its end; then for reads that wait.
    const early = this.#whenReady(() => openSync(answers, O_RDONLY | O_NONBLOCK));
    try {
      this.#whenReady(() => {
        const read = readSync(early, this.#buffer);
        return read === 0 ? undefined : this.#take(read);
      });
      const both = openSync(answers, O_RDWR);
      this.#answers = openSync(answers, O_RDONLY);
      closeSync(both);
    } finally {
      closeSync(early);
    }
    this.#requests = this.#whenReady(() => openSync(join(this.#home, "requests"), O_WRONLY | O_NONBLOCK));
    // The keeper's own word.
    this.#nextLine(startSeconds);
  }

  /** What `attempt` gives once it neither throws nor gives nothing. */
  #whenReady<Value>(attempt: () => Value | undefined): Value {
    const deadline = seconds() + startSeconds;
    for (;;) {
      try {
        const value = attempt();
        if (value !== undefined) return value;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "ENOENT" && code !== "ENXIO" && code !== "EAGAIN") throw error;
      }
      if (this.#keeper.pid === undefined) throw programFailed(`${this.name} needs the command sh`, "");
      if (this.lastWords().includes(keeperFailed))
        throw programFailed(`${this.name} could not be started`, this.lastWords());
      if (seconds() > deadline) throw this.#silent(startSeconds);
      pause(0.1);
    }
  }

  /** Undefined where nothing more will come. */
  #nextLine(patience: number): string | undefined {
    const deadline = seconds() + patience;
    while (this.#lines.length === 0) {
      const read = readSync(this.#answers, this.#buffer);
      if (read === 0) return undefined;
      this.#take(read);
      if (this.#lines.length === 0 && seconds() > deadline) throw this.#silent(patience);
    }
    return this.#lines.shift();
  }

  /** Adds what has been read to the lines; returns its length. */
  #take(length: number): number {
    let bytes = this.#buffer.subarray(0, length);
    if (bytes.includes(tick)) bytes = bytes.filter((byte) => byte !== tick) as typeof bytes;
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    if (end > 0) this.#lines.push(...text.slice(0, end - 1).split("\n"));
    return length;
  }

  #ended(line?: string): AstraError {
    // A program whose input is gone says how it ended a moment later.
    let last = line;
    try {
      while (last === undefined || !last.startsWith("exited ")) {
        const next = this.#nextLine(endSeconds);
        if (next === undefined) break;
        last = next;
      }
    } catch {
      // Nothing comes: it is told as it is.
    }
    this.#isOver = true;
    const told = last?.startsWith("exited ");
    return programFailed(
      told ? `${this.name} ${howItEnded(Number(last!.slice("exited ".length)))}` : `${this.name} is gone`,
      this.lastWords(),
    );
  }

  #silent(patience: number): AstraError {
    this.#isOver = true;
    return programFailed(`${this.name} has not answered for ${patience} seconds`, this.lastWords());
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has gone before.
  }
}
