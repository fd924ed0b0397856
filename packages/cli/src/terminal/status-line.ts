import process from "node:process";
import { printable } from "@astra-ts/core";

/** A line on standard error that is written over and over. */
export interface StatusLine {
  /** False where nothing is shown: what goes into the line need not be computed. */
  readonly isShown: boolean;
  show(text: string): void;
  clear(): void;
}

const startOfEmptyLine = "\r\u001B[2K";

/** The line of a terminal; where standard error is none, or `quiet` is set, one that shows nothing. */
export function statusLine(quiet: boolean): StatusLine {
  const isShown = !quiet && process.stderr.isTTY === true;
  const write = (text: string): void => {
    if (isShown) process.stderr.write(`${startOfEmptyLine}${text}`);
  };
  return {
    isShown,
    show: (text) => write(printable(text).slice(0, (process.stderr.columns ?? 80) - 1)),
    clear: () => write(""),
  };
}
