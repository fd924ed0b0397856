import { AstraError } from "@astra-ts/core";
import { type AttributeName, attributeNames } from "./attribute-kinds.js";

/** What an attribute's value is, whatever kind it was written as. */
type Form = "integer" | "real" | "text" | "numbers" | "texts";

/** Numbers of attributes by name. */
const numberOf = Object.fromEntries(attributeNames.map((name, number) => [name, number])) as Readonly<
  Record<AttributeName, number>
>;

/** Stands for an attribute that a node has not. */
const absent = undefined;

/**
 * The attributes of one node that mean something here, by number. An integer is kept in two halves, as two's complement of 64 bits, and is cut to what a reader wants, as ASTRA-sim
 * 2.x does. The object serves node after node.
 */
export class AttributeValues {
  readonly #forms: (Form | undefined)[] = attributeNames.map(() => absent);
  readonly #low = new Uint32Array(attributeNames.length);
  readonly #high = new Uint32Array(attributeNames.length);
  readonly #reals = new Float64Array(attributeNames.length);
  readonly #lists: (string | readonly number[] | readonly string[])[] = attributeNames.map(() => "");

  /** Forgets all values. */
  clear(): void {
    this.#forms.fill(absent);
  }

  /** Whether it was given already: of several attributes of one name the first counts. */
  has(attribute: number): boolean {
    return this.#forms[attribute] !== absent;
  }

  setInteger(attribute: number, low: number, high: number): void {
    this.#forms[attribute] = "integer";
    this.#low[attribute] = low;
    this.#high[attribute] = high;
  }

  setReal(attribute: number, value: number): void {
    this.#forms[attribute] = "real";
    this.#reals[attribute] = value;
  }

  setText(attribute: number, value: string): void {
    this.#forms[attribute] = "text";
    this.#lists[attribute] = value;
  }

  setNumbers(attribute: number, values: readonly number[]): void {
    this.#forms[attribute] = "numbers";
    this.#lists[attribute] = values;
  }

  setTexts(attribute: number, values: readonly string[]): void {
    this.#forms[attribute] = "texts";
    this.#lists[attribute] = values;
  }

  /** True for any number but 0; undefined where the attribute is absent. */
  flag(name: AttributeName): boolean | undefined {
    const attribute = numberOf[name];
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    if (form === "real") return this.#reals[attribute] !== 0;
    this.#require(name, form, "integer", "a whole number or a flag");
    return this.#low[attribute] !== 0 || this.#high[attribute] !== 0;
  }

  /** The lowest 32 bits, unsigned. */
  unsigned32(name: AttributeName): number | undefined {
    const attribute = numberOf[name];
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    if (form === "real") return this.#wholeReal(name, attribute, 2 ** 32);
    this.#require(name, form, "integer", "a whole number");
    return this.#low[attribute];
  }

  /** All 64 bits, unsigned. Throws where a double cannot hold them. */
  unsigned64(name: AttributeName): number | undefined {
    const attribute = numberOf[name];
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    if (form === "real") return this.#wholeReal(name, attribute, 2 ** 53);
    this.#require(name, form, "integer", "a whole number");
    const value = this.#high[attribute]! * 2 ** 32 + this.#low[attribute]!;
    if (Number.isSafeInteger(value)) return value;
    const bits = (BigInt(this.#high[attribute]!) << 32n) | BigInt(this.#low[attribute]!);
    throw wrong(name, BigInt.asIntN(64, bits), "a whole number from 0 to 2^53 - 1");
  }

  /** A number, 0 or more. */
  real(name: AttributeName): number | undefined {
    const attribute = numberOf[name];
    if (this.#forms[attribute] !== "real") return this.unsigned64(name);
    const value = this.#reals[attribute]!;
    if (value >= 0 && Number.isFinite(value)) return value;
    throw wrong(name, value, "a number, 0 or more");
  }

  text(name: AttributeName): string | undefined {
    const attribute = numberOf[name];
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    this.#require(name, form, "text", "a text");
    return this.#lists[attribute] as string;
  }

  /** A list of flags or of numbers. */
  flags(name: AttributeName): readonly boolean[] | undefined {
    const attribute = numberOf[name];
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    this.#require(name, form, "numbers", "a list of flags");
    return (this.#lists[attribute] as readonly number[]).map((value) => value !== 0);
  }

  texts(name: AttributeName): readonly string[] | undefined {
    const attribute = numberOf[name];
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    this.#require(name, form, "texts", "a list of texts");
    return this.#lists[attribute] as readonly string[];
  }

  /** A value as it is kept: whole numbers and flags as 64 bits; undefined where the attribute is absent. */
  raw(attribute: number): number | bigint | string | readonly number[] | readonly string[] | undefined {
    const form = this.#forms[attribute];
    if (form === absent) return undefined;
    if (form === "real") return this.#reals[attribute];
    if (form === "integer") return (BigInt(this.#high[attribute]!) << 32n) | BigInt(this.#low[attribute]!);
    return this.#lists[attribute];
  }

  #require(name: AttributeName, form: Form, wanted: Form, expected: string): void {
    if (form === wanted) return;
    throw wrong(name, this.raw(numberOf[name]), expected);
  }

  #wholeReal(name: AttributeName, attribute: number, limit: number): number {
    const value = this.#reals[attribute]!;
    if (Number.isInteger(value) && value >= 0 && value < limit) return value;
    throw wrong(name, value, "a whole number, 0 or more");
  }
}

function wrong(name: AttributeName, found: unknown, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", {
    problem: `the attribute ${name} is not what it should be`,
    found,
    expected,
  });
}
