import { AstraError, formatCount } from "@astra-ts/core";
import { KeptProcess, type Program } from "./kept-process.js";
import { seconds } from "./pause.js";
import { programFailed } from "./program-error.js";
import {
  greeting,
  type Introduction,
  type LinkCounts,
  readCounter,
  readIntroduction,
  readLinkCounts,
  readStanding,
  type Standing,
} from "./protocol.js";

/** What a simulator tells by the way, whatever it was asked. */
export interface Asides {
  /** A sentence that the user should know. */
  warn(sentence: string): void;
}

/** What a simulator counted in a run. */
export interface SimulatorReport {
  readonly links: readonly LinkCounts[];
  readonly counters: ReadonlyMap<string, number>;
}

/** Makes an error of what a simulator gives as its reason; absent: one of code PROGRAM_FAILED. */
export type ReasonReader = (reason: string) => Error | undefined;

/** How long a simulator may take, and how its reasons are told. */
export interface SimulatorTerms {
  /** Seconds of silence while it owes an answer. */
  readonly patience: number;
  /** Seconds from its start to the end of the run. */
  readonly timeLimit: number;
  readonly readReason?: ReasonReader | undefined;
}

/** A simulator in another process, as a conversation in whole requests and answers. */
export class SimulatorProcess {
  readonly introduction: Introduction;
  /** Bytes of memory that the simulator says it has. */
  memory = 0;
  readonly #process: KeptProcess;
  readonly #terms: SimulatorTerms;
  readonly #asides: Asides;
  /** When its time is over, in seconds on the clock; Infinity once the run is at its end. */
  #deadline: number;
  /** Where it stood last, ns. */
  #reached = 0;
  #unsent: string[] = [];

  /** Starts the program and sets it up with these lines. Throws PROGRAM_FAILED, with the program's last words, where it cannot be, and TIME_LIMIT. */
  constructor(program: Program, setUp: Iterable<string>, asides: Asides, terms: SimulatorTerms) {
    this.#terms = terms;
    this.#asides = asides;
    this.#deadline = seconds() + terms.timeLimit;
    this.#process = new KeptProcess(program);
    try {
      this.#process.write(`${greeting}\n`, terms.patience);
      const { name } = program;
      this.introduction = readIntroduction(this.#answer(), name, this.#process.lastWords());
      for (const line of setUp) this.tell(line);
      this.tell("start");
      this.#flush();
      const answer = this.#answer();
      if (answer !== "ready") throw this.#unexpected(answer, "start");
    } catch (error) {
      this.#process.close();
      throw error;
    }
  }

  /** A line that needs no answer. It may wait for the next request. */
  tell(line: string): void {
    this.#unsent.push(line);
    if (this.#unsent.length >= 4096) this.#flush();
  }

  /** Run on to the next delivery, but not past `limit`, ns. Throws TIME_LIMIT where its time is over. */
  run(limit: number): Standing {
    const request = `run ${limit === Number.POSITIVE_INFINITY ? "-" : limit}`;
    this.tell(request);
    this.#flush();
    const answer = this.#answer();
    const standing = readStanding(answer);
    if (standing === undefined) throw this.#unexpected(answer, request);
    this.#reached = standing.time ?? this.#reached;
    return standing;
  }

  /** What was counted so far. */
  report(): SimulatorReport {
    this.#deadline = Number.POSITIVE_INFINITY;
    this.tell("report");
    this.#flush();
    const links: LinkCounts[] = [];
    const counters = new Map<string, number>();
    for (let line = this.#answer(); line !== "end"; line = this.#answer()) {
      const link = readLinkCounts(line);
      const counter = link === undefined ? readCounter(line) : undefined;
      if (link !== undefined) links.push(link);
      else if (counter !== undefined) counters.set(...counter);
      else throw this.#unexpected(line, "report");
    }
    return { links, counters };
  }

  /** An error of code PROGRAM_FAILED: the simulator has answered what it may not. */
  broke(problem: string): Error {
    return programFailed(`${this.#process.name} ${problem}`, this.#process.lastWords());
  }

  /** Ends the simulator. */
  close(): void {
    this.#process.close("quit\n");
  }

  #flush(): void {
    if (this.#unsent.length === 0) return;
    const text = `${this.#unsent.join("\n")}\n`;
    this.#unsent = [];
    this.#process.write(text, this.#terms.patience);
  }

  /** The next line that is no aside. Each line shows that the simulator is alive. */
  #answer(): string {
    for (;;) {
      const line = this.#readLine();
      const word = line.slice(0, line.indexOf(" ") < 0 ? line.length : line.indexOf(" "));
      const rest = line.slice(word.length + 1);
      if (word === "error") throw this.#terms.readReason?.(rest) ?? this.broke(`gives up: ${rest}`);
      else if (word === "warn") this.#asides.warn(`${this.#process.name}: ${rest}`);
      else if (word === "memory") this.memory = Number(rest) || 0;
      else if (word !== "busy") return line;
    }
  }

  #readLine(): string {
    const left = this.#deadline - seconds();
    if (left <= 0) throw this.#outOfTime();
    try {
      return this.#process.readLine(Math.min(this.#terms.patience, left));
    } catch (error) {
      throw seconds() < this.#deadline ? error : this.#outOfTime();
    }
  }

  #outOfTime(): AstraError {
    return new AstraError("TIME_LIMIT", {
      problem: `${this.#process.name} has run for ${this.#terms.timeLimit} seconds, which is its limit, and stands at ${formatCount(this.#reached)} ns`,
      hint: "Raise timeLimit of the network, or simulate less: fewer bytes, larger packets, a network that costs less.",
    });
  }

  #unexpected(answer: string, request: string): Error {
    return this.broke(`answers "${answer.slice(0, 100)}" to "${request}"`);
  }
}
