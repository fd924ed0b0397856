import type { Random } from "@astra-ts/core";
import { oddNumbers, oddWords, pick } from "./odd-values.js";

type Mutation = (text: string, random: Random, other: string) => string;

const token = /[+-]?\d[\w.+-]*|[A-Za-z_$][\w$-]*|\s+|[^\w\s]/g;

/** One change to the tokens of a text. */
function onTokens(change: (tokens: string[], at: number, random: Random) => void): Mutation {
  return (text, random) => {
    const tokens = text.match(token) ?? [];
    if (tokens.length === 0) return text;
    // White space is seldom what matters.
    let at = random.integer(tokens.length);
    if (tokens[at]!.trim() === "" && at + 1 < tokens.length) at++;
    change(tokens, at, random);
    return tokens.join("");
  };
}

/** One change to the lines of a text. */
function onLines(change: (lines: string[], at: number, random: Random) => void): Mutation {
  return (text, random) => {
    const lines = text.split("\n");
    change(lines, random.integer(lines.length), random);
    return lines.join("\n");
  };
}

function insert(what: (random: Random) => string): Mutation {
  return (text, random) => {
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + what(random) + text.slice(at);
  };
}

const numberToken = /[+-]?\d[\w.+-]*/g;

const common: readonly Mutation[] = [
  (text, random) => {
    const numbers = [...text.matchAll(numberToken)];
    if (numbers.length === 0) return text;
    const { index, 0: found } = pick(random, numbers);
    return text.slice(0, index) + pick(random, oddNumbers) + text.slice(index + found.length);
  },
  onTokens((tokens, at, random) => {
    tokens[at] = pick(random, random.next() < 0.5 ? oddWords : oddNumbers);
  }),
  onTokens((tokens, at, random) => {
    const other = random.integer(tokens.length);
    [tokens[at], tokens[other]] = [tokens[other]!, tokens[at]!];
  }),
  onTokens((tokens, at) => tokens.splice(at, 1)),
  onTokens((tokens, at) => tokens.splice(at, 0, tokens[at]!)),
  // A letter too many, too few, or another one: what people mistype.
  onTokens((tokens, at, random) => {
    const word = tokens[at]!;
    const place = random.integer(word.length);
    tokens[at] = word.slice(0, place) + pick(random, ["", "x", "-", "_"]) + word.slice(place + 1);
  }),
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at, random) => lines.splice(random.integer(lines.length + 1), 0, lines[at]!)),
  onLines((lines, at, random) => {
    const other = random.integer(lines.length);
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }),
];

const rare: readonly Mutation[] = [
  () => "",
  (text, random) => text.slice(0, random.integer(text.length + 1)),
  (text, random) => text.slice(random.integer(text.length + 1)),
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll("\n", "\r"),
  (text) => text.replaceAll("\n", " "),
  (text) => `\uFEFF${text}`,
  insert((random) => pick(random, oddWords)),
  insert((random) => String.fromCharCode(...Array.from({ length: 8 }, () => random.integer(0x1_0000)))),
  insert((random) =>
    pick(random, ["[", "{", '{"a":', "(", "- ", "&a [*a,"]).repeat(10 ** (1 + random.integer(4))),
  ),
  insert((random) =>
    pick(random, ["9", "a", " ", "\n", "a_", "1 ", ",", "x: 1\n"]).repeat(10 ** (2 + random.integer(4))),
  ),
  (_text, random) => String.fromCharCode(...Array.from({ length: 200 }, () => random.integer(256))),
  // Two files that somebody merged.
  (text, random, other) =>
    text.slice(0, random.integer(text.length + 1)) + other.slice(random.integer(other.length + 1)),
  (_text, _random, other) => other,
  (text) => text + text,
];

/** `text` with one to four changes; `other` is a text of another file, to be mixed in. */
export function mutateText(text: string, other: string, random: Random): string {
  let changed = text;
  for (let left = 1 + random.integer(random.next() < 0.5 ? 1 : 4); left > 0; left--) {
    changed = pick(random, random.next() < 0.8 ? common : rare)(changed, random, other);
  }
  return changed;
}
