import { AstraError } from "@astra-ts/core";

/** A word of a white-space separated file, and the line it stands on (from 1). */
export interface Token {
  readonly text: string;
  readonly line: number;
}

/** Walks the words of a file. Line ends may be LF or CRLF. */
export class TokenReader {
  readonly file: string;
  readonly #tokens: Token[] = [];
  readonly #lastLine: number;
  #next = 0;

  constructor(text: string, file: string) {
    this.file = file;
    const lines = text.split("\n");
    lines.forEach((line, index) => {
      for (const word of line.match(/\S+/g) ?? []) this.#tokens.push({ text: word, line: index + 1 });
    });
    this.#lastLine = this.#tokens.at(-1)?.line ?? 1;
  }

  /** Position of the next word; give it to {@link wordsOnLine}. */
  get position(): number {
    return this.#next;
  }

  /** How many words stand on the line of the word at `position`, from that word on. */
  wordsOnLine(position: number): number {
    const line = this.#tokens[position]?.line;
    let end = position;
    while (end < this.#tokens.length && this.#tokens[end].line === line) end++;
    return end - position;
  }

  peek(): Token | undefined {
    return this.at(this.#next);
  }

  at(position: number): Token | undefined {
    return this.#tokens[position];
  }

  word(field: string, expected: string): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) {
      throw new AstraError("MISSING_VALUE", {
        problem: "the file ends too early",
        file: this.file,
        line: this.#lastLine,
        field,
        expected,
      });
    }
    this.#next++;
    return token;
  }

  /** A whole number of at least `minimum`. */
  whole(field: string, minimum: number): number {
    const expected = Number.isFinite(minimum) ? `a whole number of ${minimum} or more` : "a whole number";
    const { text, line } = this.word(field, expected);
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
      throw this.invalid(field, line, text, expected);
    }
    return value;
  }

  invalid(field: string, line: number, found: string, expected: string, hint?: string): AstraError {
    return new AstraError("INVALID_VALUE", {
      problem: "wrong value",
      file: this.file,
      line,
      field,
      found,
      expected,
      hint,
    });
  }
}
