import process from "node:process";
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** True for a terminal whose user has not asked for plain text (https://no-color.org). */
export function hasColour(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === "") && TERM !== "dumb";
}

/** The text in a style, on a stream that has colour. */
export function styled(stream: { readonly isTTY?: boolean }, style: Style, text: string): string {
  return hasColour(stream) ? styleText(style, text) : text;
}
