/** A line that says something: its words, and its number from 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
  readonly words: readonly string[];
}

/** Lines with more on them than blanks and a comment, which `#` and `//` begin. */
export function linesOf(text: string): TextLine[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const said = line.replace(/(#|\/\/).*$/, "").trim();
    return said === "" ? [] : [{ number: index + 1, text: said, words: said.split(/\s+/) }];
  });
}
