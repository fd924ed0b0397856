/** Colours of pages and figures by name: on light and on dark paper. Series and kinds are told apart in the common colour blindnesses, too. */
export const palette = {
  "--paper": ["#ffffff", "#14181d"],
  "--wash": ["#f5f6f8", "#1b2027"],
  "--ink": ["#1c232c", "#e4e8ed"],
  "--soft": ["#586472", "#9aa6b3"],
  "--line": ["#e4e7eb", "#29303a"],
  "--line-strong": ["#b9c1ca", "#4c5763"],
  "--accent": ["#2c5f96", "#8ab8e6"],
  "--on-color": ["#ffffff", "#10141a"],
  "--on-hidden": ["#1c232c", "#10141a"],
  "--compute": ["#3f76ad", "#6ba2d8"],
  "--hidden": ["#8dbfae", "#4f8674"],
  "--exposed": ["#cf6431", "#ec8c58"],
  "--phase": ["#8577b0", "#9d90cc"],
  "--cpu": ["#a8b4c0", "#5d6975"],
  "--memory": ["#d3b34f", "#ad8a1f"],
  "--use-0": ["#d5dbe1", "#343d48"],
  "--use-1": ["#9dbcd6", "#3f648a"],
  "--use-2": ["#5c8fc0", "#5b95cc"],
  "--use-3": ["#d18a35", "#e0a24e"],
  "--use-4": ["#b02a1c", "#ff6f52"],
  "--series-1": ["#3f76ad", "#6ba2d8"],
  "--series-2": ["#cf6431", "#ec8c58"],
  "--series-3": ["#35876c", "#5cb896"],
  "--series-4": ["#9a5689", "#c787b6"],
  "--series-5": ["#ad8a1f", "#d3b34f"],
  "--series-6": ["#4d9dc4", "#83c9ea"],
  "--series-7": ["#6f7883", "#9aa6b3"],
  "--series-8": ["#b84a5e", "#e07f90"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type ColorName = keyof typeof palette;

/** The same as variables of a style sheet that follow the colour scheme. */
export const paletteStyle = `:root{${Object.entries(palette)
  .map(([name, [light, dark]]) => `${name}:light-dark(${light},${dark})`)
  .join(";")}}`;
