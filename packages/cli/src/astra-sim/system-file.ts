import { AstraError } from "@astra-ts/core";

export function readSystemFile(
  file: string,
  _options: { dimensions: number; injectionScale?: number; rules?: string; warn: (message: string) => void },
): { options: Record<string, unknown> } {
  throw new AstraError("UNSUPPORTED", { file, problem: "the reader of system files is not here yet" });
}
