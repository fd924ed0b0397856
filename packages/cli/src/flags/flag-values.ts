import { InvalidArgumentError } from "commander";

/** Values of a flag that may be given several times. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** What commander is to make of a flag's text. Throws InvalidArgumentError, which it turns into a message that names the flag. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

export function whole(text: string): number {
  const value = number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError("Expected a whole number, 0 or more.");
  return value;
}

export function positive(text: string): number {
  const value = whole(text);
  if (value < 1) throw new InvalidArgumentError("Expected a whole number, 1 or more.");
  return value;
}

/** Numbers separated by blanks or commas. */
export function numbers(text: string, previous: number[] | undefined): number[] {
  return [
    ...(previous ?? []),
    ...text
      .split(/[\s,]+/)
      .filter((part) => part !== "")
      .map(number),
  ];
}

export function bool(text: string): boolean {
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new InvalidArgumentError("Expected true or false.");
}

/** Words separated by commas. */
export function words(text: string): string[] {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) throw new InvalidArgumentError("Expected a value.");
  return parts;
}

/** Collects `name=size` of a repeatable flag. Throws InvalidArgumentError. */
export function collectDimension(text: string, before: ReadonlyMap<string, number>): Map<string, number> {
  const match = text.match(/^(.+)=([1-9]\d*)$/);
  if (match === null)
    throw new InvalidArgumentError("Expected a name and a whole number above 0, such as batch=8.");
  return new Map([...before, [match[1]!, Number(match[2])]]);
}
