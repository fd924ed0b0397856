import { AstraError } from "@astra-ts/core";

/** All divisors of a whole number, ascending. */
export function divisors(value: number): number[] {
  const small: number[] = [];
  for (let candidate = 1; candidate * candidate <= value; candidate++) {
    if (value % candidate === 0) small.push(candidate);
  }
  const large = small.map((divisor) => value / divisor).reverse();
  return [...new Set([...small, ...large])];
}

/** Two quantities of which one must be a multiple of the other, in the user's words. */
export interface Division {
  /** What is divided: `heads`, and how many there are. */
  readonly what: string;
  readonly total: number;
  /** What it is divided by: `tensor degree`, and its value. */
  readonly by: string;
  readonly parts: number;
  /** Option that the user would change. */
  readonly field: string;
  /** Whether the total is the user's to change as well (a batch is, the heads of a model are not). */
  readonly adjustable?: boolean;
}

/** Refuses a division that leaves a remainder, with the numbers and the nearest that work. Returns the quotient. */
export function divide({ what, total, by, parts, field, adjustable = false }: Division): number {
  if (total % parts === 0) return total / parts;
  const all = divisors(total);
  const near = [all.filter((d) => d < parts).at(-1), all.find((d) => d > parts)].filter(
    (d) => d !== undefined,
  );
  const below = Math.floor(total / parts) * parts;
  const multiples = [below, below + parts].filter((value) => value > 0);
  const totals = adjustable ? `, or ${multiples.join(" or ")} ${what}` : "";
  const article = /^[aeiou]/.test(by) ? "an" : "a";
  throw new AstraError("INVALID_VALUE", {
    field,
    problem: `${total} ${what} cannot be divided evenly by ${article} ${by} of ${parts} (${total} = ${Math.floor(total / parts)} x ${parts} + ${total % parts})`,
    hint: `Nearest that work: ${article} ${by} of ${near.join(" or ")}${totals}.`,
  });
}
