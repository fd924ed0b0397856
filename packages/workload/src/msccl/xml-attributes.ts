import { AstraError, didYouMean, type ErrorDetails } from "@astra-ts/core";

/** Numbers beyond this are a typing mistake. */
const largestNumber = 2 ** 24;

/** Attributes of one element, and where it stands: what it says wrong is told with file and line. */
export class XmlAttributes {
  readonly #values: Readonly<Record<string, string>>;
  readonly #file: string;
  readonly line: number;

  constructor(values: Readonly<Record<string, string>>, file: string, line: number) {
    this.#values = values;
    this.#file = file;
    this.line = line;
  }

  /** The attribute as written; undefined where it is not there. */
  text(field: string): string | undefined {
    return this.#values[field];
  }

  /** A whole number, `least` or more; `absent` stands for an attribute that is not there, which without it is an error. */
  number(field: string, least: number, absent?: number, most = largestNumber): number {
    const text = this.#values[field];
    if (text === undefined && absent !== undefined) return absent;
    const number = Number(text);
    if (text !== undefined && /^-?\d+$/.test(text) && number >= least && number <= most) return number;
    throw this.wrong(text === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      field,
      problem: text === undefined ? "the attribute is missing" : "wrong value",
      found: text,
      expected: `a whole number from ${least} to ${most}`,
    });
  }

  /** One of some words; undefined where the attribute is not there. */
  word<Word extends string>(field: string, words: readonly Word[]): Word | undefined {
    const text = this.#values[field];
    const word = words.find((known) => known === text);
    if (text === undefined || word !== undefined) return word;
    throw this.wrong("INVALID_VALUE", {
      field,
      problem: "wrong value",
      found: text,
      expected: `one of ${words.join(", ")}`,
      hint: didYouMean(text, words),
    });
  }

  /** Elements count themselves from 0: throws unless this is the one that comes next. */
  requireNext(field: string, next: number): void {
    const number = this.number(field, 0);
    if (number === next) return;
    throw this.wrong("INVALID_VALUE", {
      field,
      problem: "numbers that do not follow each other",
      found: number,
      expected: String(next),
    });
  }

  wrong(code: AstraError["code"], details: ErrorDetails): AstraError {
    return new AstraError(code, { file: this.#file, line: this.line, ...details });
  }
}
