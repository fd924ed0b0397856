import { AstraError } from "@astra-ts/core";

/** A text as words, whatever lies between them, with the line of each. */
export class Words {
  /** Line of the word that was read last, from 1. */
  line: number;
  readonly #words: readonly { readonly word: string; readonly line: number }[];
  #next = 0;

  /** `first`: number of the text's first line. */
  constructor(text: string, first = 1) {
    this.line = first;
    this.#words = text
      .split("\n")
      .flatMap((line, index) => (line.match(/\S+/g) ?? []).map((word) => ({ word, line: index + first })));
  }

  get isAtEnd(): boolean {
    return this.#next === this.#words.length;
  }

  /** How many words the first line with any has. */
  inFirstLine(): number {
    const first = this.#words[0]?.line;
    return this.#words.findIndex(({ line }) => line !== first);
  }

  /** The next word. Throws FILE_SYNTAX where the text ends before it. */
  next(what: string): string {
    const found = this.#words[this.#next++];
    if (found === undefined)
      throw new AstraError("FILE_SYNTAX", {
        line: this.line,
        problem: "the file ends too early",
        expected: what,
      });
    this.line = found.line;
    return found.word;
  }

  /** The next word as a value; undefined from `read` says that it is none. Throws INVALID_VALUE. */
  value<Value>(what: string, read: (word: string) => Value | undefined, expected: string): Value {
    const word = this.next(what);
    const value = read(word);
    if (value !== undefined) return value;
    throw new AstraError("INVALID_VALUE", {
      line: this.line,
      problem: `this is not ${what}`,
      found: word,
      expected,
    });
  }

  /** The next word as a whole number from 0 to `most`. */
  count(what: string, most: number): number {
    const read = (word: string) => (/^\d+$/.test(word) && Number(word) <= most ? Number(word) : undefined);
    return this.value(what, read, `a whole number from 0 to ${most}`);
  }

  /** Nothing may follow. Throws FILE_SYNTAX. */
  end(what: string): void {
    const found = this.#words[this.#next];
    if (found === undefined) return;
    throw new AstraError("FILE_SYNTAX", {
      line: found.line,
      problem: "the file goes on where it should end",
      found: found.word,
      expected: `the end of the file, after ${what}`,
    });
  }
}
