import type { Mailbox } from "../network/mailbox.js";
import { mailboxAround } from "../network/mailbox-around.js";
import type { Message, MessageEnvelope } from "../network/message.js";
import type { WorkEvent } from "../observe/run-event.js";
import type { RunPath, RunPathStep } from "../result/run-path.js";
import type { Agenda } from "../simulator/agenda.js";
import type { Simulator } from "../simulator/simulator.js";

/** Steps that all ways together keep, about. */
const stepsInAll = 2 ** 20;
const fewestSteps = 32;
const mostSteps = 4096;

/** An event with the one that brought it about: whatever it sets off points back to it. */
interface Cause extends RunPathStep {
  readonly before: Cause | undefined;
  readonly depth: number;
  /** The nearest event on the way here that knows the times of all before it. */
  readonly summed: SummedCause;
}

/** An event that knows the times of the whole way to it: what lies further back may be forgotten. */
interface SummedCause {
  before: Cause | undefined;
  readonly depth: number;
  readonly end: number;
  readonly times: Times;
}

type Times = {
  -readonly [Key in keyof RunPath["times"]]: RunPath["times"][Key] extends number ? number : number[];
};

/** A message that was sent, with what its send came from. */
interface Sent {
  readonly cause: Cause | undefined;
  readonly time: number;
  readonly dimension: number | undefined;
}

/** Sends and receives of one envelope match in order. */
interface Pairs {
  readonly sent: (Sent | undefined)[];
  received: number;
  matched: number;
}

/** What a recorder needs of a run. */
export interface RecordedRun {
  readonly simulator: Simulator;
  readonly dimensions: number;
  readonly simulatedRanks: number;
  finishedRanks(): number;
}

/**
 * Follows what brings about what: a timer comes from what set it, a receive from the message that it waited for, or, where that was there already, from what asked for it. From the
 * event with which the last NPU ends the way leads back to the start, across NPUs. Give a new one to `simulate`; the result then has a `criticalPath`. Memory is bounded: of each way
 * the last steps are kept, of those before their times alone.
 */
export class CauseRecorder {
  #run: RecordedRun | undefined;
  #stretch = mostSteps;
  #start: SummedCause | undefined;
  #current: Cause | undefined;
  #last: Cause | undefined;
  #finished = 0;
  readonly #pairs = new Map<string, Pairs>();
  /** Where one rank stands for all, what it sent last. */
  #lastSent: Sent | undefined;
  readonly #computes = new Map<number, WorkEvent>();

  /** Called once, before the run starts. */
  attach(run: RecordedRun): void {
    this.#run = run;
    this.#stretch = Math.min(mostSteps, Math.max(fewestSteps, stepsInAll / run.simulatedRanks));
    const times = {
      compute: 0,
      endpoint: 0,
      other: 0,
      message: 0,
      dimensions: new Array(run.dimensions).fill(0),
    };
    this.#start = { before: undefined, depth: 0, end: 0, times };
  }

  /** The agenda of a layer whose timers are of one kind. */
  agenda(inner: Agenda, kind: "compute" | "endpoint"): Agenda {
    return {
      after: (rank, delay, callback) => {
        const from = this.#current;
        const { now } = this.#run!.simulator;
        inner.after(rank, delay, () => this.#follow(from, { kind, rank, start: now }, callback));
      },
    };
  }

  /** The mailbox, whose receives come from what they waited for. */
  mailbox(inner: Mailbox): Mailbox {
    const isOneForAll = this.#run!.simulatedRanks === 1;
    return mailboxAround(inner, {
      send: (message, sent) => {
        const own = this.#sent(message);
        const { destination: rank, source: from } = message;
        inner.send(message, sent && (() => this.#followMessage(own, { rank, from }, sent)));
      },
      receive: (message, received) => {
        const { destination: rank, source: from } = message;
        const key = keyOf(message);
        const asking = this.#current;
        const asked = this.#run!.simulator.now;
        const own = isOneForAll ? this.#lastSent : undefined;
        const pairs = this.#pairsOf(key);
        const index = pairs.received++;
        inner.receive(message, () => {
          const sent = own ?? pairs.sent[index];
          this.#matched(key, index);
          const isWaited = sent !== undefined && this.#run!.simulator.now > asked;
          if (isWaited) this.#followMessage(sent, { rank, from }, received);
          else this.#follow(asking, { kind: "other", rank, start: asked }, received);
        });
      },
    });
  }

  /** Told of what NPUs are at, for the names of what they compute. */
  tell(event: WorkEvent): void {
    if (event.activity === "compute") this.#computes.set(event.rank, event);
  }

  /** The way to the end of the NPU that ended last. */
  path(): RunPath {
    const steps: RunPathStep[] = [];
    const last = this.#last;
    for (let cause = last; cause !== undefined; cause = cause.before) {
      const { before: _, depth: _depth, summed: _summed, ...step } = cause;
      steps.push(step);
    }
    const times = last === undefined ? this.#start!.times : timesUpTo(last);
    return { steps: steps.reverse(), droppedSteps: (last?.depth ?? 0) - steps.length, times };
  }

  #sent(message: Message): Sent {
    const { dimension } = message;
    const own = { cause: this.#current, time: this.#run!.simulator.now, dimension };
    this.#lastSent = own;
    if (this.#run!.simulatedRanks > 1) this.#pairsOf(keyOf(message)).sent.push(own);
    return own;
  }

  /** Lets go of a message, and of its envelope where no other is open. */
  #matched(key: string, index: number): void {
    const pairs = this.#pairs.get(key);
    if (pairs === undefined) return;
    pairs.sent[index] = undefined;
    pairs.matched++;
    if (pairs.matched === pairs.received && pairs.matched >= pairs.sent.length) this.#pairs.delete(key);
  }

  #pairsOf(key: string): Pairs {
    let pairs = this.#pairs.get(key);
    if (pairs === undefined) {
      pairs = { sent: [], received: 0, matched: 0 };
      this.#pairs.set(key, pairs);
    }
    return pairs;
  }

  #followMessage(
    { cause, time, dimension }: Sent,
    ends: Pick<RunPathStep, "rank" | "from">,
    callback: () => void,
  ): void {
    const way = dimension === undefined ? {} : { dimension };
    this.#follow(cause, { kind: "message", ...ends, ...way, start: time }, callback);
  }

  /** Runs what an event sets off, all of which then comes from it. */
  #follow(from: Cause | undefined, step: Omit<RunPathStep, "end">, callback: () => void): void {
    const before = this.#current;
    this.#current = this.#reached(from, step);
    callback();
    const finished = this.#run!.finishedRanks();
    if (finished !== this.#finished) {
      this.#finished = finished;
      this.#last = this.#current;
    }
    this.#current = before;
  }

  /** An instant takes no step of its own; what nobody told of is one of no kind. */
  #reached(from: Cause | undefined, step: Omit<RunPathStep, "end">): Cause | undefined {
    const { now } = this.#run!.simulator;
    const reached = from?.end ?? 0;
    const told =
      step.start > reached
        ? this.#stepAfter(from, { kind: "other", rank: step.rank, start: reached, end: step.start })
        : from;
    const start = Math.max(reached, step.start);
    if (now <= start) return told;
    const work = step.kind === "compute" ? this.#computes.get(step.rank) : undefined;
    const name = work !== undefined && work.start === start ? { name: work.name } : {};
    return this.#stepAfter(told, { ...step, ...name, start, end: now });
  }

  #stepAfter(before: Cause | undefined, step: RunPathStep): Cause {
    const depth = (before?.depth ?? 0) + 1;
    const summed = before?.summed ?? this.#start!;
    const cause = { ...step, before, depth, summed };
    if (depth % this.#stretch !== 0) return cause;
    const own = { ...cause, times: timesUpTo(cause) } as Cause & SummedCause & { summed: SummedCause };
    own.summed = own;
    summed.before = undefined;
    return own;
  }
}

function keyOf({ source, destination, tag, bytes }: MessageEnvelope): string {
  return `${source} ${destination} ${tag} ${bytes}`;
}

function timesUpTo(last: Cause): Times {
  const { summed } = last;
  const times = { ...summed.times, dimensions: [...summed.times.dimensions] };
  for (
    let cause: Cause | undefined = last;
    cause !== undefined && cause.depth > summed.depth;
    cause = cause.before
  ) {
    const { kind, dimension, start, end } = cause;
    if (kind !== "message") times[kind] += end - start;
    else if (dimension === undefined || times.dimensions[dimension] === undefined)
      times.message += end - start;
    else times.dimensions[dimension]! += end - start;
  }
  return times;
}
