import { AstraError, type CollectiveKind, didYouMean } from "@astra-ts/core";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { checkSteps } from "./check-msccl.js";
import {
  type MscclAlgorithm,
  type MscclBlock,
  type MscclStep,
  receives,
  sends,
  stepTypes,
} from "./msccl-algorithm.js";

const collectives: Readonly<Record<string, CollectiveKind>> = {
  allreduce: "all-reduce",
  allgather: "all-gather",
  alltoall: "all-to-all",
  reduce_scatter: "reduce-scatter",
};

/** The element that each element stands in. */
const parents: Readonly<Record<string, string | undefined>> = {
  algo: undefined,
  gpu: "algo",
  tb: "gpu",
  step: "tb",
};

/** Numbers beyond this are a typing mistake; sizes in bytes may be larger. */
const largestNumber = 2 ** 24;
const largestSize = Number.MAX_SAFE_INTEGER;
/** How MSCCL's runtime moves data; no time depends on it here. */
const protocols = ["Simple", "LL", "LL128"];
/** Buffers of a GPU, and the attribute that tells how many chunks each has. */
const buffers = { i: "i_chunks", o: "o_chunks", s: "s_chunks" } as const;
/** Where a step reads and where it writes. */
const ends = [
  ["srcbuf", "srcoff"],
  ["dstbuf", "dstoff"],
] as const;

type Attributes = Readonly<Record<string, string>>;
type Buffer = keyof typeof buffers;

interface OpenBlock extends MscclBlock {
  readonly steps: MscclStep[];
}

/**
 * Reads a collective algorithm from the XML of MSCCL, as msccl-tools, TACCL and RCCL have it. Throws FILE_SYNTAX, MISSING_VALUE, INVALID_VALUE or UNSUPPORTED that names file and line; a file
 * in which a message is sent and never received, or the other way round, is refused.
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
  #head:
    | {
        name: string;
        collective: CollectiveKind;
        chunks: number;
        gpus: number;
        channels: number;
        isInPlace: boolean;
      }
    | undefined;
  readonly #gpus: OpenBlock[][] = [];
  /** Chunks of the buffers of the GPU that is open; undefined where the file does not say. */
  #chunksOf: Readonly<Record<Buffer, number | undefined>> = { i: undefined, o: undefined, s: undefined };
  readonly #lines = new Map<MscclStep, number>();
  #isOver = false;

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
    const { name, collective, chunks, gpus } = this.#head;
    if (this.#gpus.length !== gpus) {
      throw new AstraError("LENGTH_MISMATCH", {
        file: this.#file,
        field: "ngpus",
        problem: "the algorithm has another number of GPUs than it says",
        found: this.#gpus.length,
        expected: String(gpus),
      });
    }
    const algorithm = { name, collective, chunks, gpus: this.#gpus };
    checkSteps(algorithm, { file: this.#file, lineOf: (step) => this.#lines.get(step) });
    return algorithm;
  }

  #openElement({ name, attributes }: SaxesTagPlain): void {
    const parent = this.#open.at(-1);
    if (!(name in parents) || parents[name] !== parent || (name === "algo" && this.#isOver)) {
      throw this.#wrong("FILE_SYNTAX", {
        field: name,
        problem: `an element that has no place ${parent === undefined ? "at the top" : `in ${parent}`}`,
        expected: "algo, with gpu in it, with tb in it, with step in it",
        hint: didYouMean(name, Object.keys(parents)),
      });
    }
    this.#open.push(name);
    switch (name) {
      case "algo":
        this.#isOver = true;
        this.#openAlgorithm(attributes);
        break;
      case "gpu":
        this.#openGpu(attributes);
        break;
      case "tb": {
        const blocks = this.#gpus.at(-1)!;
        this.#requireNext(attributes, "id", blocks.length);
        blocks.push({
          sendTo: this.#peer(attributes, "send"),
          receiveFrom: this.#peer(attributes, "recv"),
          channel: this.#channel(attributes),
          steps: [],
        });
        break;
      }
      default:
        this.#step(attributes);
    }
  }

  #openAlgorithm(attributes: Attributes): void {
    this.#head = {
      name: attributes.name ?? "unnamed",
      collective: this.#collective(attributes.coll),
      chunks: this.#number(attributes, "nchunksperloop", 1),
      gpus: this.#number(attributes, "ngpus", 2),
      channels: this.#number(attributes, "nchannels", 1, largestNumber),
      isInPlace: this.#word(attributes, "inplace", ["0", "1"]) === "1",
    };
    this.#word(attributes, "outofplace", ["0", "1"]);
    this.#word(attributes, "proto", protocols);
    const least = this.#number(attributes, "minBytes", 0, 0, largestSize);
    this.#number(attributes, "maxBytes", least, largestSize, largestSize);
  }

  /** Says how many chunks each buffer has; of those of the collective this has to go with the chunks that the algorithm cuts it into. */
  #openGpu(attributes: Attributes): void {
    this.#requireNext(attributes, "id", this.#gpus.length);
    this.#gpus.push([]);
    const chunksOf = (buffer: Buffer): number | undefined => {
      const chunks = this.#number(attributes, buffers[buffer], 0, -1);
      // In place, input and output are one buffer, and one of the two may be said to have nothing.
      return chunks < 0 || (chunks === 0 && this.#head!.isInPlace && buffer !== "s") ? undefined : chunks;
    };
    this.#chunksOf = { i: chunksOf("i"), o: chunksOf("o"), s: chunksOf("s") };
    const { collective, chunks, gpus } = this.#head!;
    const shares = {
      i: collective === "all-gather" ? gpus : 1,
      o: collective === "reduce-scatter" ? gpus : 1,
    };
    for (const buffer of ["i", "o"] as const) {
      const own = this.#chunksOf[buffer];
      if (own === undefined || own === 0 || own * shares[buffer] === chunks) continue;
      throw this.#wrong("LENGTH_MISMATCH", {
        field: buffers[buffer],
        problem: `a buffer of another number of chunks than the algorithm cuts the collective into`,
        found: own,
        expected: `${chunks / shares[buffer]}: nchunksperloop is ${chunks}${shares[buffer] === 1 ? "" : `, for ${gpus} GPUs`}`,
      });
    }
  }

  #channel(attributes: Attributes): number {
    const channel = this.#number(attributes, "chan", 0, 0);
    const { channels } = this.#head!;
    if (channel < channels) return channel;
    throw this.#wrong("INVALID_VALUE", {
      field: "chan",
      problem: "a channel that the algorithm does not have",
      found: channel,
      expected: `below ${channels}, which is nchannels`,
    });
  }

  #step(attributes: Attributes): void {
    const block = this.#gpus.at(-1)!.at(-1)!;
    this.#requireNext(attributes, "s", block.steps.length);
    const { type: written } = attributes;
    const type = stepTypes.find((known) => known === written);
    if (type === undefined) {
      throw this.#wrong("INVALID_VALUE", {
        field: "type",
        problem: "an unknown type of step",
        found: written,
        expected: `one of ${stepTypes.join(", ")}`,
      });
    }
    const peers = { sendTo: sends(type), receiveFrom: receives(type) } as const;
    for (const side of ["sendTo", "receiveFrom"] as const) {
      if (!peers[side] || block[side] >= 0) continue;
      throw this.#wrong("INVALID_VALUE", {
        field: "type",
        problem: `a step that ${side === "sendTo" ? "sends" : "receives"}, in a thread block without a peer for it`,
        found: type,
      });
    }
    const waitsFor = this.#number(attributes, "depid", -1, -1);
    const count =
      type === "nop" ? this.#number(attributes, "cnt", 0, 0) : this.#number(attributes, "cnt", 1, 1);
    if (type !== "nop") this.#checkPlaces(attributes, count);
    const step: MscclStep = {
      type,
      count,
      ...(waitsFor < 0 ? {} : { waitsFor: { block: waitsFor, step: this.#number(attributes, "deps", 0) } }),
    };
    block.steps.push(step);
    this.#lines.set(step, this.#parser.line);
  }

  /** What a step reads and writes lies in a buffer, where the file says how long it is. */
  #checkPlaces(attributes: Attributes, count: number): void {
    for (const [buffer, offset] of ends) {
      const name = this.#word(attributes, buffer, Object.keys(buffers)) as Buffer | undefined;
      // A step that reads nothing of its own has -1.
      const first = this.#number(attributes, offset, -1, -1);
      const length = name === undefined ? undefined : this.#chunksOf[name];
      if (length === undefined || first < 0 || first + count <= length) continue;
      throw this.#wrong("INVALID_VALUE", {
        field: offset,
        problem: `a step beyond the end of the buffer ${name}, which has ${length} chunks`,
        found: first,
        expected: `${count} chunks from ${Math.max(0, length - count)} on at most`,
      });
    }
  }

  /** One of some words; undefined where the attribute is not there. */
  #word(attributes: Attributes, field: string, words: readonly string[]): string | undefined {
    const word = attributes[field];
    if (word === undefined || words.includes(word)) return word;
    throw this.#wrong("INVALID_VALUE", {
      field,
      problem: "wrong value",
      found: word,
      expected: `one of ${words.join(", ")}`,
      hint: didYouMean(word, words),
    });
  }

  #collective(name: string | undefined): CollectiveKind {
    const kind = name === undefined ? undefined : collectives[name];
    if (kind !== undefined) return kind;
    const known = Object.keys(collectives);
    throw this.#wrong(name === undefined ? "MISSING_VALUE" : "UNSUPPORTED", {
      field: "coll",
      problem: "an algorithm for a collective that is not simulated",
      found: name,
      expected: `one of ${known.join(", ")}`,
      hint: name === undefined ? undefined : didYouMean(name, known),
    });
  }

  #peer(attributes: Attributes, field: string): number {
    const peer = this.#number(attributes, field, -1, -1);
    const own = this.#gpus.length - 1;
    if (peer < this.#head!.gpus && peer !== own) return peer;
    throw this.#wrong("INVALID_VALUE", {
      field,
      problem: "a peer that is no other GPU",
      found: peer,
      expected: `a GPU below ${this.#head!.gpus} other than ${own}, or -1`,
    });
  }

  #requireNext(attributes: Attributes, field: string, next: number): void {
    const number = this.#number(attributes, field, 0);
    if (number === next) return;
    throw this.#wrong("INVALID_VALUE", {
      field,
      problem: "numbers that do not follow each other",
      found: number,
      expected: String(next),
    });
  }

  /** A whole number, `least` or more; `absent` stands for an attribute that is not there, which without it is an error. */
  #number(
    attributes: Attributes,
    field: string,
    least: number,
    absent?: number,
    most = largestNumber,
  ): number {
    const text = attributes[field];
    if (text === undefined && absent !== undefined) return absent;
    const number = Number(text);
    if (text !== undefined && /^-?\d+$/.test(text) && number >= least && number <= most) return number;
    throw this.#wrong(text === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      field,
      problem: text === undefined ? "the attribute is missing" : "wrong value",
      found: text,
      expected: `a whole number from ${least} to ${most}`,
    });
  }

  #wrong(code: AstraError["code"], details: ConstructorParameters<typeof AstraError>[1]): AstraError {
    return new AstraError(code, { file: this.#file, line: this.#parser.line, ...details });
  }
}
