import { AstraError, didYouMean } from "@astra-ts/core";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { type AlgorithmHead, readHead } from "./algorithm-head.js";
import { checkSteps } from "./check-steps.js";
import { type BufferLengths, readBuffers } from "./gpu-buffers.js";
import type { MscclAlgorithm, MscclBlock, MscclStep } from "./msccl-algorithm.js";
import { readStep } from "./read-step.js";
import { XmlAttributes } from "./xml-attributes.js";

/** The element that each element stands in. */
const parents: Readonly<Record<string, string | undefined>> = {
  algo: undefined,
  gpu: "algo",
  tb: "gpu",
  step: "tb",
};

interface OpenBlock extends MscclBlock {
  readonly steps: MscclStep[];
}

/**
 * Reads a collective algorithm from the XML of MSCCL, as msccl-tools, TACCL and RCCL have it. Throws FILE_SYNTAX, MISSING_VALUE, INVALID_VALUE, LENGTH_MISMATCH, TOO_LARGE or UNSUPPORTED that
 * names file and line. Its steps are followed to their end: a file in which a message is sent and never received, or the other way round, in which steps wait for each other in a circle, in which
 * chance decides who comes first to a chunk, or after which a GPU does not have what the collective promises, is refused.
 */
export function readMsccl(text: string, file: string): MscclAlgorithm {
  const reader = new MscclReader(file);
  reader.parse(text);
  return reader.algorithm();
}

class MscclReader {
  readonly #file: string;
  readonly #parser = new SaxesParser();
  readonly #open: string[] = [];
  #head: AlgorithmHead | undefined;
  readonly #gpus: OpenBlock[][] = [];
  /** Of the GPU that is open. */
  #lengths: BufferLengths = { i: 0, o: 0, s: 0 };
  readonly #lines = new Map<MscclStep, number>();

  constructor(file: string) {
    this.#file = file;
    this.#parser.on("error", (error) => {
      throw new AstraError("FILE_SYNTAX", {
        file: this.#file,
        line: this.#parser.line,
        problem: `not readable as XML: ${error.message.replace(/^\S*\d+:\d+: /, "")}`,
        cause: error,
      });
    });
    this.#parser.on("opentag", (tag) => this.#openElement(tag));
    this.#parser.on("closetag", () => {
      this.#open.pop();
    });
  }

  parse(text: string): void {
    this.#parser.write(text).close();
  }

  algorithm(): MscclAlgorithm {
    if (this.#head === undefined)
      throw new AstraError("FILE_SYNTAX", {
        file: this.#file,
        problem: "no algorithm: there is no element algo",
      });
    const { name, collective, chunks, gpus, isInPlace } = this.#head;
    if (this.#gpus.length !== gpus) {
      throw new AstraError("LENGTH_MISMATCH", {
        file: this.#file,
        field: "ngpus",
        problem: "the algorithm has another number of GPUs than it says",
        found: this.#gpus.length,
        expected: String(gpus),
      });
    }
    const algorithm = { name, collective, chunks, isInPlace, gpus: this.#gpus };
    checkSteps(algorithm, { file: this.#file, lineOf: (step) => this.#lines.get(step) });
    return algorithm;
  }

  #openElement({ name, attributes: values }: SaxesTagPlain): void {
    const attributes = new XmlAttributes(values, this.#file, this.#parser.line);
    const parent = this.#open.at(-1);
    if (
      !Object.hasOwn(parents, name) ||
      parents[name] !== parent ||
      (name === "algo" && this.#head !== undefined)
    ) {
      throw attributes.wrong("FILE_SYNTAX", {
        field: name,
        problem: `an element that has no place ${parent === undefined ? "at the top" : `in ${parent}`}`,
        expected: "algo, with gpu in it, with tb in it, with step in it",
        hint: didYouMean(name, Object.keys(parents)),
      });
    }
    this.#open.push(name);
    if (name === "algo") this.#head = readHead(attributes);
    else if (name === "gpu") this.#openGpu(attributes);
    else if (name === "tb") this.#openBlock(attributes);
    else this.#addStep(attributes);
  }

  #openGpu(attributes: XmlAttributes): void {
    attributes.requireNext("id", this.#gpus.length);
    this.#gpus.push([]);
    this.#lengths = readBuffers(attributes, this.#head!);
  }

  #openBlock(attributes: XmlAttributes): void {
    const blocks = this.#gpus.at(-1)!;
    attributes.requireNext("id", blocks.length);
    blocks.push({
      sendTo: this.#peer(attributes, "send"),
      receiveFrom: this.#peer(attributes, "recv"),
      channel: this.#channel(attributes),
      steps: [],
    });
  }

  #addStep(attributes: XmlAttributes): void {
    const block = this.#gpus.at(-1)!.at(-1)!;
    const step = readStep(attributes, block, this.#lengths);
    block.steps.push(step);
    this.#lines.set(step, attributes.line);
  }

  #peer(attributes: XmlAttributes, field: string): number {
    const peer = attributes.number(field, -1, -1);
    const own = this.#gpus.length - 1;
    if (peer < this.#head!.gpus && peer !== own) return peer;
    throw attributes.wrong("INVALID_VALUE", {
      field,
      problem: "a peer that is no other GPU",
      found: peer,
      expected: `a GPU below ${this.#head!.gpus} other than ${own}, or -1`,
    });
  }

  #channel(attributes: XmlAttributes): number {
    const channel = attributes.number("chan", 0, 0);
    const { channels } = this.#head!;
    if (channel < channels) return channel;
    throw attributes.wrong("INVALID_VALUE", {
      field: "chan",
      problem: "a channel that the algorithm does not have",
      found: channel,
      expected: `below ${channels}, which is nchannels`,
    });
  }
}
