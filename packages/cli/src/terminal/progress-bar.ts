import { type StatusLine, statusLine } from "./status-line.js";

const barWidth = 24;

/** A bar on standard error with rate and time left; nothing where that is no terminal or `quiet` is set. */
export class ProgressBar {
  readonly #line: StatusLine;
  readonly #what: string;
  readonly #started = performance.now();

  /** `what` is counted, such as `points`. */
  constructor(what: string, quiet: boolean) {
    this.#what = what;
    this.#line = statusLine(quiet);
  }

  /** `earlier` of the `done` were done before the bar started and say nothing about the rate. */
  update(done: number, total: number, earlier: number, failed: number): void {
    if (!this.#line.isShown) return;
    const seconds = (performance.now() - this.#started) / 1000;
    this.#line.show(barLine({ done, total, earlier, failed, seconds, what: this.#what }));
  }

  done(): void {
    this.#line.clear();
  }
}

/** What a bar shows. */
export interface BarState {
  readonly done: number;
  readonly total: number;
  readonly earlier: number;
  readonly failed: number;
  /** Since the bar started. */
  readonly seconds: number;
  readonly what: string;
}

/** `[████────] 120/220 points, 3.2/s, 31 s left, 2 failed`. */
export function barLine({ done, total, earlier, failed, seconds, what }: BarState): string {
  const filled = total === 0 ? barWidth : Math.floor((done / total) * barWidth);
  const parts = [`[${"█".repeat(filled)}${"─".repeat(barWidth - filled)}] ${done}/${total} ${what}`];
  const rate = (done - earlier) / Math.max(seconds, 1e-3);
  if (done > earlier && seconds > 0.2) {
    parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
    if (done < total) parts.push(`${duration((total - done) / rate)} left`);
  }
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
