import type { AlgorithmHead } from "./algorithm-head.js";
import { collectiveShapes } from "./collective-shape.js";
import type { MscclBuffer } from "./msccl-algorithm.js";
import type { XmlAttributes } from "./xml-attributes.js";

/** Chunks of each buffer of a GPU; of the scratch buffer undefined where the file does not say. */
export type BufferLengths = Readonly<Record<MscclBuffer, number | undefined>>;

/** The attribute of the element `gpu` that tells how many chunks a buffer has. */
const attributeOf = { i: "i_chunks", o: "o_chunks", s: "s_chunks" } as const;

/**
 * Reads how long the buffers of a GPU are. Of input and output this has to go with the chunks that the algorithm cuts the collective into; a file need not say it, and in place it may say of one
 * of the two that it has nothing: both are one piece of memory.
 */
export function readBuffers(attributes: XmlAttributes, head: AlgorithmHead): BufferLengths {
  const { collective, chunks, gpus, isInPlace } = head;
  const said = (buffer: MscclBuffer): number => attributes.number(attributeOf[buffer], -1, -1);
  const { inputs, outputs } = collectiveShapes[collective];
  const lengthOf = (buffer: "i" | "o", length: number): number => {
    const own = said(buffer);
    if (own < 0 || own === length || (own === 0 && isInPlace)) return length;
    throw attributes.wrong("LENGTH_MISMATCH", {
      field: attributeOf[buffer],
      problem: "a buffer of another number of chunks than the algorithm cuts the collective into",
      found: own,
      expected: `${length}: nchunksperloop is ${chunks}${length === chunks ? "" : `, for ${gpus} GPUs`}`,
    });
  };
  const scratch = said("s");
  return {
    i: lengthOf("i", inputs(head)),
    o: lengthOf("o", outputs(head)),
    s: scratch < 0 ? undefined : scratch,
  };
}
