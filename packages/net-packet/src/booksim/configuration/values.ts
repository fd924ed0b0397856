/** A value with parameters: `hotspot({5})`, `islip(2)`. */
export interface Call {
  readonly name: string;
  readonly parameters: readonly string[];
}

export function callOf(text: string): Call {
  const open = text.indexOf("(");
  if (open < 0) return { name: text, parameters: [] };
  const close = text.lastIndexOf(")");
  return {
    name: text.slice(0, open),
    parameters: listOf(text.slice(open + 1, close < 0 ? undefined : close)),
  };
}

/** The elements of `{a,b}`, which may be lists themselves; any other text is its own only element. */
export function listOf(text: string): string[] {
  if (text === "") return [];
  if (!text.startsWith("{")) return [text];
  const elements: string[] = [];
  let depth = 0;
  let start = 1;
  for (let index = 1; index < text.length; index++) {
    const letter = text[index];
    if (letter === "{") depth++;
    else if (letter === "}" && depth > 0) depth--;
    else if (depth === 0 && (letter === "," || letter === "}")) {
      if (index > start) elements.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return elements;
}

/** A whole number, or `otherwise` where there is no text. */
export function wholeOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number.parseInt(text, 10);
  return Number.isNaN(value) ? 0 : value;
}
