import { type ColorName, palette } from "../../src/page-data/palette.js";

export type Theme = "light" | "dark";

const mixture = /color-mix\(in oklab, var\((--[\w-]+)\) ([\d.]+)%, var\((--[\w-]+)\)\)/g;
const variable = /var\((--[\w-]+)\)/g;

/** A text of SVG with the colours of a page's style sheet written out: a file of its own has no style sheet, and few programs mix colours. */
export function resolveColors(text: string, theme: Theme): string {
  const color = (name: string): string => palette[name as ColorName][theme === "light" ? 0 : 1];
  return text
    .replaceAll(mixture, (_, first: string, percent: string, second: string) =>
      mixed(color(first), color(second), Number(percent) / 100),
    )
    .replaceAll(variable, (_, name: string) => color(name))
    .replaceAll("currentColor", color("--ink"));
}

/** So much of the first colour in the second, in Oklab (Björn Ottosson, 2020) as CSS Color 5 mixes. */
function mixed(first: string, second: string, share: number): string {
  const [a, b] = [toOklab(first), toOklab(second)];
  return fromOklab(a.map((value, index) => value * share + b[index] * (1 - share)));
}

function toOklab(hex: string): number[] {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: readonly number[]): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const bytes = linear.map((value) => {
    const curved = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.max(0, Math.min(1, curved)) * 255);
  });
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
