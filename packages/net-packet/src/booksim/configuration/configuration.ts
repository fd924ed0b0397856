import { AstraError, didYouMean } from "@astra-ts/core";
import {
  type BookSimParameter,
  type BookSimValue,
  fixedParameters,
  idleParameters,
  parameterDefaults,
} from "./parameters.js";
import { parseAssignment } from "./parse.js";

/** Where a parameter was given. */
export interface BookSimOrigin {
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number;
}

/** A configuration: every parameter, with its default where none was given. */
export class BookSimConfiguration {
  readonly #values = new Map<string, BookSimValue>(Object.entries(parameterDefaults));
  readonly #origins = new Map<string, BookSimOrigin>();

  /** Sets a parameter. Throws UNKNOWN_KEY, or UNSUPPORTED for what is left out. */
  assign(name: string, value: BookSimValue, origin?: BookSimOrigin): void {
    if (idleParameters.has(name)) return;
    const fixed = fixedParameters[name];
    if (fixed !== undefined) {
      const isAllowed = fixed.some((allowed) => String(allowed) === String(value));
      if (isAllowed) return;
      throw new AstraError("UNSUPPORTED", {
        problem: "this is not simulated",
        ...origin,
        field: name,
        found: value,
        expected: fixed.join(" or "),
      });
    }
    if (!this.#values.has(name))
      throw new AstraError("UNKNOWN_KEY", {
        problem: "no such parameter",
        ...origin,
        field: name,
        hint: didYouMean(name, this.#values.keys()),
      });
    this.#values.set(name, value);
    if (origin === undefined) this.#origins.delete(name);
    else this.#origins.set(name, origin);
  }

  /** Sets a parameter that is written as `name=value`. Throws FILE_SYNTAX too. */
  assignText(text: string): void {
    const { name, value } = parseAssignment(text);
    this.assign(name, value);
  }

  /** A value as text. */
  text(name: BookSimParameter): string {
    return String(this.#values.get(name));
  }

  /** Throws INVALID_VALUE unless the value is a number in range. */
  number(name: BookSimParameter, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number {
    const value = Number(this.#values.get(name));
    if (value >= least && value <= most) return value;
    throw this.invalid(name, rangeText("a number", least, most));
  }

  /** Throws INVALID_VALUE unless the value is whole and in range. */
  whole(name: BookSimParameter, least = 0, most = 1e9): number {
    const value = Number(this.#values.get(name));
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.invalid(name, rangeText("a whole number", least, most));
  }

  /** True for a number above 0. Throws INVALID_VALUE for what is no whole number. */
  flag(name: BookSimParameter): boolean {
    return this.whole(name, -1e9) > 0;
  }

  /** The error for a value that is not usable, with file and line where they are known. */
  invalid(name: BookSimParameter, expected: string): AstraError {
    return new AstraError("INVALID_VALUE", {
      problem: "not usable in a configuration of BookSim",
      ...this.#origins.get(name),
      field: name,
      found: this.#values.get(name),
      expected,
    });
  }

  /** One of several names. Throws UNKNOWN_NAME. */
  choice<Name extends string>(name: BookSimParameter, names: readonly Name[], found = this.text(name)): Name {
    const chosen = names.find((known) => known === found);
    if (chosen !== undefined) return chosen;
    throw new AstraError("UNKNOWN_NAME", {
      problem: "no such choice in a configuration of BookSim",
      ...this.#origins.get(name),
      field: name,
      found,
      expected: `one of ${names.join(", ")}`,
      hint: didYouMean(found, names),
    });
  }

  /** The parameters that are not at their defaults. */
  given(): Record<string, BookSimValue> {
    const defaults: Readonly<Record<string, BookSimValue>> = parameterDefaults;
    return Object.fromEntries([...this.#values].filter(([name, value]) => defaults[name] !== value));
  }
}

function rangeText(kind: string, least: number, most: number): string {
  if (most >= 1e9) return `${kind}, ${least} or more`;
  return `${kind} from ${least} to ${most}`;
}
