import { KeptProcess, type Program } from "./kept-process.js";

/** How a program ended that was run to its end. */
export interface EndedProgram {
  /** Its exit status as a shell tells it: above 128, a signal. */
  readonly status: number;
  /** The end of what it wrote to standard error. */
  readonly lastWords: string;
}

/**
 * Runs a program to its end and waits for it, in a folder of its own that `finish` sees before it is removed. The program ends with this process, and the folder is gone then too.
 * Throws PROGRAM_FAILED where it takes more than `patience` seconds.
 */
export function runProgram<Value>(
  program: Program,
  home: string,
  patience: number,
  finish: (ended: EndedProgram) => Value,
): Value {
  const kept = new KeptProcess(program, { home });
  try {
    const status = kept.waitForEnd(patience);
    return finish({ status, lastWords: kept.lastWords() });
  } finally {
    kept.close();
  }
}
