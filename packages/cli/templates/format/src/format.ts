import { AstraError, defineWorkloadFormat, type Layer } from "@astra-ts/core";

const header = "layer,forward,backward,gradient";

/** A table with a layer per line: its name, the ns of its forward and backward pass, and the bytes of its gradient. */
export const format = defineWorkloadFormat({
  name: "plugin-name",
  description: `lines of ${header}: ns, ns, bytes`,
  extensions: [".csv"],
  recognizes: (text) => text.startsWith(header),
  read(text, { file }) {
    const [, ...lines] = text.split(/\r?\n/);
    const layers = lines.flatMap((line, index) =>
      line.trim() === "" ? [] : [readLayer(line, file, index + 2)],
    );
    if (layers.length === 0)
      throw new AstraError("MISSING_VALUE", { file, line: 2, problem: "there is no layer" });
    return { kind: "layers", trainingLoop: "DATA", layers };
  },
});

function readLayer(text: string, file: string, line: number): Layer {
  const [name, ...figures] = text.split(",");
  const numbers = figures.map(Number);
  if (numbers.length !== 3 || !numbers.every((value) => Number.isSafeInteger(value) && value >= 0))
    throw new AstraError("FILE_SYNTAX", {
      file,
      line,
      problem: "not a layer",
      found: text,
      expected: header,
    });
  const [forward, backward, gradient] = numbers;
  return {
    name,
    forward: { compute: forward, communication: null, bytes: 0 },
    inputGradient: { compute: Math.floor(backward / 2), communication: null, bytes: 0 },
    weightGradient: { compute: Math.ceil(backward / 2), communication: "all-reduce", bytes: gradient },
    updateTime: 0,
  };
}
