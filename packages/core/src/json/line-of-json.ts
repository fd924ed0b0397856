/**
 * Line of the value at a path in a JSON text, from 1; of the nearest value above it that is there. Undefined where the text is no JSON as far as the value. One walk over the
 * text, for messages.
 */
export function lineOfJson(text: string, path: readonly (string | number)[]): number | undefined {
  const walk = new Walk(text);
  const place = walk.find(path.map(String));
  return place === undefined ? undefined : text.slice(0, place).split("\n").length;
}

class Walk {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Position of the key, or else of the value, at the path or the nearest above it. */
  find(path: readonly string[]): number | undefined {
    let place: number | undefined;
    for (const key of path) {
      const found = this.#enter(key);
      if (found === undefined) return place;
      place = found;
    }
    return place;
  }

  /** Goes to the value of a key or index of the collection that begins here. */
  #enter(key: string): number | undefined {
    const open = this.#peek();
    if (open !== "{" && open !== "[") return undefined;
    this.#at++;
    for (let index = 0; ; index++) {
      const next = this.#peek();
      if (next === undefined || next === "}" || next === "]") return undefined;
      const place = this.#at;
      const name = open === "{" ? this.#key() : String(index);
      if (name === key) {
        this.#peek();
        return place;
      }
      if (!this.#skip()) return undefined;
      if (this.#peek() === ",") this.#at++;
    }
  }

  /** A key and its colon. */
  #key(): string | undefined {
    const start = this.#at;
    if (!this.#string()) return undefined;
    const text = this.#text.slice(start, this.#at);
    if (this.#peek() === ":") this.#at++;
    try {
      return String(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  /** Passes over a value; false at the end of the text. */
  #skip(): boolean {
    let depth = 0;
    do {
      const next = this.#peek();
      if (next === undefined) return false;
      if (next === '"') {
        if (!this.#string()) return false;
      } else {
        if (next === "{" || next === "[") depth++;
        else if (next === "}" || next === "]") depth--;
        this.#at = /[{}[\],:]/.test(next) ? this.#at + 1 : this.#endOfWord();
      }
    } while (depth > 0);
    return true;
  }

  #endOfWord(): number {
    let end = this.#at + 1;
    while (end < this.#text.length && !/[\s{}[\],:"]/.test(this.#text[end]!)) end++;
    return end;
  }

  #string(): boolean {
    if (this.#peek() !== '"') return false;
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character === "\\") this.#at++;
      else if (character === '"') {
        this.#at++;
        return true;
      }
    }
    return false;
  }

  /** The next character that is no blank. */
  #peek(): string | undefined {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
    return this.#text[this.#at];
  }
}
