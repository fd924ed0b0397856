import { AstraError } from "@astra-ts/core";

/** How two GPUs reach each other, nearest first: one PCIe switch, several, a host bridge, a NUMA node, the link between processors. */
export const pcieWays = ["PIX", "PXB", "PHB", "NODE", "SYS"] as const;

/** What `nvidia-smi topo -m` says of the GPUs of a machine. */
export interface ConnectionMatrix {
  readonly gpus: number;
  /** NVLinks between two GPUs, or that lead from each to switches. */
  readonly nvLinks: readonly (readonly number[])[];
  /** Index in {@link pcieWays} of the way without NVLink; undefined where the matrix names the NVLinks. */
  readonly ways: readonly (readonly (number | undefined)[])[];
  /** Line of each GPU. */
  readonly lines: readonly number[];
  /** NICs and other devices. */
  readonly others: readonly string[];
}

/** Underlined headings come with codes for terminals where the output was redirected. */
const terminalCodes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** True for a text with the heading and a row of such a matrix. */
export function isConnectionMatrix(text: string): boolean {
  const plain = text.replaceAll(terminalCodes, "");
  return /^[ \t]*GPU0\b/m.test(plain) && /^[ \t]*GPU0[ \t]+X\b/m.test(plain);
}

/** Reads the rows of the GPUs. Throws INVALID_VALUE or LENGTH_MISMATCH, with the line. */
export function readConnectionMatrix(text: string): ConnectionMatrix {
  const rows = text
    .replaceAll(terminalCodes, "")
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, words: line.trim().split(/\s+/) }));
  const heading = rows.find(({ words }) => words[0] === "GPU0" && words[1] !== "X");
  const devices =
    heading?.words.slice(0, heading.words.findIndex((word) => word === "CPU" || word === "NUMA") >>> 0) ?? [];
  const gpus = devices.filter((name) => /^GPU\d+$/.test(name)).length;
  if (heading === undefined || gpus === 0)
    throw new AstraError("FILE_SYNTAX", {
      line: 1,
      problem: "the heading of the matrix is missing",
      expected: "a line that begins with GPU0",
    });
  const ofGpu = Array.from({ length: gpus }, (_, gpu) => {
    const row = rows.find(({ number, words }) => number > heading.number && words[0] === `GPU${gpu}`);
    if (row !== undefined) return row;
    throw new AstraError("LENGTH_MISMATCH", {
      line: heading.number,
      problem: `GPU${gpu} has no row`,
      found: `a heading of ${gpus} GPUs`,
      expected: "a row for each",
    });
  });
  const cell = (from: number, to: number): string => {
    const { number, words } = ofGpu[from]!;
    const word = words[to + 1] ?? "";
    if (/^(X|NV\d+)$/.test(word) || (pcieWays as readonly string[]).includes(word)) return word;
    throw new AstraError("INVALID_VALUE", {
      line: number,
      field: `GPU${from} to GPU${to}`,
      problem: "not a kind of connection",
      found: word,
      expected: `X, NV and a number, ${pcieWays.join(", ")}`,
    });
  };
  const table = <T>(of: (word: string) => T): T[][] =>
    ofGpu.map((_, from) => ofGpu.map((_other, to) => of(cell(from, to))));
  return {
    gpus,
    nvLinks: table((word) => (word.startsWith("NV") ? Number(word.slice(2)) : 0)),
    ways: table((word) => {
      const way = (pcieWays as readonly string[]).indexOf(word);
      return way === -1 ? undefined : way;
    }),
    lines: ofGpu.map(({ number }) => number),
    others: devices.slice(gpus),
  };
}
