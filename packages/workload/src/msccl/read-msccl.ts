import { AstraError, type CollectiveKind, didYouMean } from "@astra-ts/core";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import {
  type MscclAlgorithm,
  type MscclBlock,
  type MscclStep,
  type MscclStepType,
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

/** Chunks and steps beyond this are a typing mistake. */
const largestNumber = 2 ** 24;

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
  #head: { name: string; collective: CollectiveKind; chunks: number; gpus: number } | undefined;
  readonly #gpus: OpenBlock[][] = [];
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
    this.#checkDependencies();
    this.#checkMessages();
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
        this.#head = {
          name: attributes.name ?? "unnamed",
          collective: this.#collective(attributes.coll),
          chunks: this.#number(attributes, "nchunksperloop", 1),
          gpus: this.#number(attributes, "ngpus", 2),
        };
        break;
      case "gpu":
        this.#requireNext(attributes, "id", this.#gpus.length);
        this.#gpus.push([]);
        break;
      case "tb": {
        const blocks = this.#gpus.at(-1)!;
        this.#requireNext(attributes, "id", blocks.length);
        blocks.push({
          sendTo: this.#peer(attributes, "send"),
          receiveFrom: this.#peer(attributes, "recv"),
          channel: this.#number(attributes, "chan", 0, 0),
          steps: [],
        });
        break;
      }
      default:
        this.#step(attributes);
    }
  }

  #step(attributes: Readonly<Record<string, string>>): void {
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
    block.steps.push({
      type,
      count: this.#number(attributes, "cnt", 0, type === "nop" ? 0 : 1),
      ...(waitsFor < 0 ? {} : { waitsFor: { block: waitsFor, step: this.#number(attributes, "deps", 0) } }),
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

  #peer(attributes: Readonly<Record<string, string>>, field: string): number {
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

  #requireNext(attributes: Readonly<Record<string, string>>, field: string, next: number): void {
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
    attributes: Readonly<Record<string, string>>,
    field: string,
    least: number,
    absent?: number,
  ): number {
    const text = attributes[field];
    if (text === undefined && absent !== undefined) return absent;
    const number = Number(text);
    if (text !== undefined && /^-?\d+$/.test(text) && number >= least && number <= largestNumber)
      return number;
    throw this.#wrong(text === undefined ? "MISSING_VALUE" : "INVALID_VALUE", {
      field,
      problem: text === undefined ? "the attribute is missing" : "wrong value",
      found: text,
      expected: `a whole number from ${least} to ${largestNumber}`,
    });
  }

  #checkDependencies(): void {
    for (const [gpu, blocks] of this.#gpus.entries()) {
      for (const [number, { steps }] of blocks.entries()) {
        for (const [index, { waitsFor }] of steps.entries()) {
          if (waitsFor === undefined || blocks[waitsFor.block]?.steps[waitsFor.step] !== undefined) continue;
          throw new AstraError("INVALID_VALUE", {
            file: this.#file,
            field: `gpu ${gpu}: tb ${number}: step ${index}`,
            problem: "waits for a step that does not exist",
            found: `tb ${waitsFor.block}, step ${waitsFor.step}`,
          });
        }
      }
    }
  }

  /** On each channel between two GPUs, the n-th send is received by the n-th receive. */
  #checkMessages(): void {
    const sent = new Map<string, number[]>();
    const received = new Map<string, number[]>();
    const note = (counts: Map<string, number[]>, key: string, count: number): void => {
      const list = counts.get(key);
      if (list === undefined) counts.set(key, [count]);
      else list.push(count);
    };
    for (const [gpu, blocks] of this.#gpus.entries()) {
      for (const { sendTo, receiveFrom, channel, steps } of blocks) {
        for (const { type, count } of steps) {
          if (sends(type)) note(sent, `GPU ${gpu} to GPU ${sendTo} on channel ${channel}`, count);
          if (receives(type)) note(received, `GPU ${receiveFrom} to GPU ${gpu} on channel ${channel}`, count);
        }
      }
    }
    for (const way of new Set([...sent.keys(), ...received.keys()])) {
      const counts = [sent.get(way) ?? [], received.get(way) ?? []] as const;
      const length = Math.max(counts[0].length, counts[1].length);
      const place = Array.from({ length }, (_, index) => index).find(
        (index) => counts[0][index] !== counts[1][index],
      );
      if (place === undefined) continue;
      const [send, receive] = [counts[0][place], counts[1][place]];
      throw new AstraError("INVALID_VALUE", {
        file: this.#file,
        problem: `message ${place + 1} from ${way} is ${send === undefined ? "received and never sent" : receive === undefined ? "sent and never received" : "sent and received with another number of chunks"}`,
        ...(send === undefined || receive === undefined ? {} : { found: receive, expected: String(send) }),
      });
    }
  }

  #wrong(code: AstraError["code"], details: ConstructorParameters<typeof AstraError>[1]): AstraError {
    return new AstraError(code, { file: this.#file, line: this.#parser.line, ...details });
  }
}

/** Whether a step of this type sends a message. */
export function sends(type: MscclStepType): boolean {
  return type === "s" || type === "rcs" || type === "rrs" || type === "rrcs";
}

/** Whether a step of this type receives a message. */
export function receives(type: MscclStepType): boolean {
  return type === "r" || type === "rcs" || type === "rrc" || type === "rrs" || type === "rrcs";
}
