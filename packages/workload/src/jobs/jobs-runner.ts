import type {
  Job,
  JobReport,
  JobsWorkload,
  RankView,
  RunningPart,
  RunningWorkload,
  SystemReport,
  Waiter,
  WorkloadContext,
  WorkloadReport,
} from "@astra-ts/core";
import { startBackground } from "./background.js";

/** Where a rank of the machine is: at home in a job. */
interface Home {
  readonly job: number;
  /** Its rank in the job. */
  readonly rank: number;
}

const nothingSeen: RankView = { layers: [], passFinish: [] };
const nothingDone: SystemReport = { dimensions: [], counters: {} };

/** Jobs side by side. An NPU that has none is idle: it has finished when the run begins. */
export class JobsRunner implements RunningWorkload {
  readonly #workload: JobsWorkload;
  readonly #parts: readonly RunningPart[];
  readonly #npus: number;
  readonly #context: WorkloadContext;
  readonly #homes = new Map<number, Home>();

  constructor(workload: JobsWorkload, parts: readonly RunningPart[], npus: number, context: WorkloadContext) {
    this.#workload = workload;
    this.#parts = parts;
    this.#npus = npus;
    this.#context = context;
    for (const [job, { ranks }] of workload.jobs.entries())
      for (const [rank, place] of ranks.entries()) this.#homes.set(place, { job, rank });
  }

  start(): void {
    const { simulator, mailbox, idleMailbox = mailbox } = this.#context;
    const { jobs, background = [], seed = 1 } = this.#workload;
    for (const [index, { start = 0 }] of jobs.entries()) {
      const { workload } = this.#parts[index]!;
      if (start <= simulator.now) workload.start();
      else simulator.schedule(start - simulator.now, () => workload.start());
    }
    startBackground(background, {
      simulator,
      mailbox: idleMailbox,
      npus: this.#npus,
      seed,
      isOver: () => this.finishedRanks === this.#npus,
    });
  }

  get finishedRanks(): number {
    return this.#parts.reduce(
      (sum, { workload }) => sum + workload.finishedRanks,
      this.#npus - this.#homes.size,
    );
  }

  /** The mean over the jobs, each with as much weight as it has NPUs. */
  done(): number {
    let done = 0;
    for (const [index, { workload, system }] of this.#parts.entries()) {
      const { messages, of } = system.sent?.() ?? { messages: 0, of: 0 };
      const share = workload.done?.(of === 0 ? 0 : Math.min(1, messages / of)) ?? 0;
      done += share * this.#workload.jobs[index]!.ranks.length;
    }
    return done / this.#homes.size;
  }

  relieve(): boolean {
    // Each is asked: all of them stand still.
    return this.#parts.map(({ system }) => system.relieve?.() ?? false).includes(true);
  }

  report(): WorkloadReport {
    const finish = new Array<number | null>(this.#npus).fill(0);
    const compute = new Array<number>(this.#npus).fill(0);
    const reports = this.#parts.map(({ workload }) => workload.report());
    for (const [place, { job, rank }] of this.#homes) {
      finish[place] = reports[job]!.finish[rank]!;
      compute[place] = reports[job]!.compute[rank]!;
    }
    return {
      finish,
      compute,
      jobs: this.#workload.jobs.map((job, index) => jobReport(job, reports[index]!)),
      view: (place) => {
        const home = this.#homes.get(place);
        return home === undefined ? nothingSeen : reports[home.job]!.view(home.rank);
      },
      systemOf: (place) => {
        const home = this.#homes.get(place);
        return home === undefined ? nothingDone : this.#parts[home.job]!.system.report(home.rank);
      },
    };
  }

  pending(): Waiter[] {
    return this.#parts.flatMap(({ workload, system }, index) => {
      const { ranks, name } = this.#workload.jobs[index]!;
      return [...system.pending(), ...workload.pending()].map((waiter) => ({
        ...waiter,
        ...(waiter.rank === undefined ? {} : { rank: ranks[waiter.rank]! }),
        waitsFor: `${waiter.waitsFor} (job ${name})`,
        ...(waiter.peer === undefined ? {} : { peer: ranks[waiter.peer]! }),
      }));
    });
  }
}

function jobReport({ name, ranks, start = 0 }: Job, { finish, compute }: WorkloadReport): JobReport {
  const times = finish.map((time) => time ?? Number.NaN);
  const last = times.reduce((latest, time, rank) => (time > times[latest]! ? rank : latest), 0);
  const end = Math.max(times[last]!, start);
  return { name, ranks, start, finish: end, time: end - start, compute: compute[last]! };
}
