import { closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { AstraError, formatSize, isAstraError } from "@astra-ts/core";
import { readPipe } from "./read-pipe.js";
import { resolvedInput, standardInput } from "./standard-input.js";

/** An input to be read. */
export interface Input {
  readonly file: string;
  /** What it is to the user: `network file`. */
  readonly what: string;
  /** What messages call the file; default: its path. */
  readonly shown?: string;
  /** Most bytes that are read, told by how the content starts. */
  readonly limitOf: (start: Uint8Array) => number;
  /** Bytes of a file that are wanted, from its beginning; default: all, which a pipe gives in any case. */
  readonly wanted?: number;
}

const chunkBytes = 2 ** 20;

/** What came through pipes, by path: it cannot be read twice. */
const pipes = new Map<string, Buffer>();

/**
 * The whole content of a regular file, or of a pipe that ends; a pipe is read once and remembered. Throws FILE_MISSING for what is not there or is a device, which may have no
 * end, and TOO_LARGE, before more than the limit has been read.
 */
export function readInput(input: Input): Buffer {
  const path = resolvedInput(input.file);
  const before = pipes.get(path);
  if (before !== undefined) return checked(before, input);
  try {
    const status = statSync(path);
    if (status.isFile()) return readAll(path, input, status.size);
    const isStream = status.isFIFO() || (path === standardInput && status.isSocket());
    if (!isStream) throw unreadable(input, kindOf(status));
    const content = readAll(path, input, undefined);
    pipes.set(path, content);
    return content;
  } catch (error) {
    if (isAstraError(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw unreadable(input, code === "ENOENT" ? "no such file" : `cannot be read (${code})`, error);
  }
}

/** What came through pipes so far, for other threads, which could not read it again. */
export function pipedInputs(): ReadonlyMap<string, Uint8Array> {
  return pipes;
}

/** Takes over what another thread has read from pipes. */
export function rememberPipedInputs(contents: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, content] of contents) pipes.set(path, Buffer.from(content));
}

/** `size` as far as the file says it; undefined for a pipe. */
function readAll(path: string, input: Input, size: number | undefined): Buffer {
  // A pipe that nobody writes to would hold up the opening.
  // Standard input may be a socket, which has no name to be opened by.
  const isOpen = path === standardInput && size === undefined;
  const descriptor = isOpen ? 0 : openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  // What the kernel makes up as it is read, as in /proc, says that it is empty.
  const chunkSize = size === undefined || size === 0 ? chunkBytes : Math.min(chunkBytes, size + 1);
  try {
    const next = size === undefined ? readPipe(descriptor, path, input) : undefined;
    const chunks: Buffer[] = [];
    let total = 0;
    let limit: number | undefined;
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const length = next === undefined ? readSync(descriptor, chunk) : next(chunk);
      if (length === 0) return Buffer.concat(chunks, total);
      chunks.push(chunk.subarray(0, length));
      total += length;
      if (size !== undefined && total >= (input.wanted ?? Number.POSITIVE_INFINITY))
        return Buffer.concat(chunks, total);
      limit ??= input.limitOf(chunks[0]!);
      if (Math.max(total, input.wanted === undefined ? (size ?? 0) : 0) > limit)
        throw tooLarge(input, size, limit);
    }
  } finally {
    if (!isOpen) closeSync(descriptor);
  }
}

/** What came through a pipe for another reader may be too much for this one. */
function checked(content: Buffer, input: Input): Buffer {
  const limit = input.limitOf(content);
  if (content.length > limit) throw tooLarge(input, undefined, limit);
  return content;
}

function kindOf(status: { isDirectory(): boolean; isSocket(): boolean }): string {
  if (status.isDirectory()) return "this is a folder, not a file";
  return `this is a ${status.isSocket() ? "socket" : "device"}, which may have no end, not a file`;
}

function unreadable({ file, what, shown = file }: Input, problem: string, cause?: unknown): AstraError {
  return new AstraError("FILE_MISSING", {
    file: shown,
    problem: `${what}: ${problem}`,
    hint: "Paths are relative to the folder of the file that names them, or to the working directory on the command line.",
    cause,
  });
}

function tooLarge({ file, what, shown = file }: Input, size: number | undefined, limit: number): AstraError {
  return new AstraError("TOO_LARGE", {
    file: shown,
    problem:
      size === undefined
        ? `${what}: more than ${formatSize(limit)} have come through this pipe`
        : `${what}: ${formatSize(size)} are too much to be read`,
    expected: `at most ${formatSize(limit)}`,
  });
}
