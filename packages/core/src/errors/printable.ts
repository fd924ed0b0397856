/**
 * What a terminal obeys instead of showing it: control characters of both sets (escape sequences, new lines, tabs), line and paragraph separators, marks that turn the direction
 * of writing, and halves of characters.
 */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text of unknown origin, a name from a file, say, as it may stand in a line for people: control characters are written out as in JSON (`\u001b`, `\n`). */
export function printable(text: string): string {
  return text.replace(obeyed, writtenOut);
}

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function writtenOut(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
