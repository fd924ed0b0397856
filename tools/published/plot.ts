import type { Compared } from "./predict.js";

const size = 520;
const margin = 56;
/** Decades of seconds that the plot spans. */
const [least, most] = [-2, 3];
const colours: Readonly<Record<string, string>> = {
  v100: "#8a6d3b",
  a100: "#1f77b4",
  "a100-40gb": "#17becf",
  h100: "#d62728",
  h200: "#9467bd",
};

/** Predicted against published seconds, both logarithmic; lines at equal, and 20 % off either way. */
export function plot(compared: readonly Compared[]): string {
  const at = (seconds: number): number =>
    margin + ((Math.log10(seconds) - least) / (most - least)) * (size - 2 * margin);
  const round = (value: number): string => value.toFixed(1);
  const guide = (factor: number, dash: string): string => {
    const [low, high] = [10 ** least, 10 ** most];
    return `<line x1="${round(at(low))}" y1="${round(size - at(low * factor))}" x2="${round(at(high))}" y2="${round(size - at(high * factor))}" stroke="#999" stroke-dasharray="${dash}"/>`;
  };
  const ticks = Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index)).map(
    (seconds) =>
      `<text x="${round(at(seconds))}" y="${size - margin + 18}" text-anchor="middle">${seconds}</text><text x="${margin - 8}" y="${round(size - at(seconds) + 4)}" text-anchor="end">${seconds}</text>`,
  );
  const points = compared.map(
    ({ published, predicted, gpu }) =>
      `<circle cx="${round(at(published))}" cy="${round(size - at(predicted))}" r="2.2" fill="${colours[gpu] ?? "#333"}" fill-opacity="0.6"/>`,
  );
  const legend = Object.entries(colours).map(
    ([gpu, colour], index) =>
      `<circle cx="${margin + 14}" cy="${margin + 14 + 18 * index}" r="4" fill="${colour}"/><text x="${margin + 24}" y="${margin + 18 + 18 * index}">${gpu}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" font-family="sans-serif" font-size="12">
<title>Training steps: predicted against published seconds</title>
<rect width="${size}" height="${size}" fill="#fff"/>
<rect x="${margin}" y="${margin}" width="${size - 2 * margin}" height="${size - 2 * margin}" fill="none" stroke="#333"/>
${[guide(1, "none"), guide(1.2, "4 4"), guide(1 / 1.2, "4 4")].join("\n")}
${ticks.join("\n")}
${points.join("\n")}
${legend.join("\n")}
<text x="${size / 2}" y="${size - 14}" text-anchor="middle">published, s</text>
<text transform="translate(16 ${size / 2}) rotate(-90)" text-anchor="middle">predicted, s</text>
</svg>
`;
}
