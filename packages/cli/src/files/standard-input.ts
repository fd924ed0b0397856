import { resolve } from "node:path";

/** The path by which standard input is read. */
export const standardInput = "/dev/stdin";

/** What a command-line argument names: `-` is standard input. A file of that name is `./-`. */
export function inputArgument(text: string): string {
  return text === "-" ? standardInput : text;
}

/** The whole path of a file; that of standard input is the same everywhere. */
export function resolvedInput(file: string): string {
  return file === standardInput ? file : resolve(file);
}
