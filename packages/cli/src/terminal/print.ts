import process from "node:process";
import { printable } from "@astra-ts/core";
import { hasColour } from "./colour.js";

/** The styles that `styled` and tables give to words of our own, and every character but the ends of lines and tabs that `printable` may write out. */
const styleOrControl =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: styles start with the escape character
  /\u001b\[(?:0|1|22|31|33|39|90)m|[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Cs}\p{Cf}]/gu;

/** Writes to standard output. Whatever a name holds, no control character reaches a terminal but the ends of lines and our own styles; JSON means the same as before. */
export function print(text: string): void {
  process.stdout.write(withoutControls(text, hasColour(process.stdout)));
}

/** The same to standard error. */
export function printError(text: string): void {
  process.stderr.write(withoutControls(text, hasColour(process.stderr)));
}

/** The text with control characters written out; styles stay where there are any. */
export function withoutControls(text: string, hasStyles: boolean): string {
  return text.replace(styleOrControl, (found) => (hasStyles && found.length > 2 ? found : printable(found)));
}
