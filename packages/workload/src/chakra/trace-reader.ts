import { AstraError } from "@astra-ts/core";
import { NodeDecoder } from "./decode-node.js";
import { OldNodeDecoder, schemaOfNode } from "./decode-old-node.js";
import { readJsonTrace } from "./json-trace.js";
import { type TraceContent, TraceGraph } from "./trace-graph.js";
import { TraceNode } from "./trace-node.js";
import type { TraceOptions } from "./trace-options.js";
import { MessageStream } from "./wire/message-stream.js";
import { decodeText } from "./wire/text-coding.js";
import { TextPool } from "./wire/text-pool.js";
import { type WireReader, wireTypes } from "./wire/wire-reader.js";

/** Bytes that tell JSON from protobuf. */
const lookLength = 32;
/** A compute node that took no time takes the shortest there is, since 0.0.4; before, none. */
const shortestTime = 1;

/**
 * Reads one rank's Chakra trace from pieces of its file, of any size and in any number: `push` each, then `end`. What it keeps is the graph, not the file. All versions of the
 * schema are read, and JSON. Throws FILE_SYNTAX for a damaged, foreign or cut file, with the position of the byte and the last node; INVALID_VALUE, MISSING_VALUE and UNSUPPORTED
 * name the node.
 */
export class TraceReader {
  readonly #file: string;
  readonly #graph: TraceGraph;
  readonly #node = new TraceNode();
  readonly #decoder: NodeDecoder;
  readonly #pool: TextPool;
  readonly #stream: MessageStream;
  #old: OldNodeDecoder | undefined;
  #messages = 0;
  /** Pieces of a file of which it is not known yet whether it is JSON, or that is. */
  #text: Uint8Array[] | undefined = [];

  /** `pool` may serve several readers: ranks have names in common. */
  constructor(file: string, rank: number, options: TraceOptions = {}, pool: TextPool = new TextPool()) {
    this.#file = file;
    this.#pool = pool;
    this.#graph = new TraceGraph(file, rank, options);
    this.#decoder = new NodeDecoder(pool, options.tensors ?? false);
    const place = { file, lastNode: () => this.#graph.last };
    this.#stream = new MessageStream(place, (reader) => this.#message(reader));
  }

  /** Takes the next piece of the file. */
  push(piece: Uint8Array): void {
    if (this.#text === undefined) {
      this.#stream.push(piece);
      return;
    }
    this.#text.push(piece.slice());
    const start = joined(this.#text, lookLength);
    if (start.length < lookLength || looksLikeJson(start)) return;
    this.#startStream(this.#text);
  }

  /** The file has ended: its graph. */
  end(): TraceContent {
    if (this.#text !== undefined) this.#endText(this.#text);
    else this.#stream.end();
    return this.#graph.finish(this.#decoder.attributes.unknown);
  }

  #startStream(pieces: readonly Uint8Array[]): void {
    this.#text = undefined;
    for (const piece of pieces) this.#stream.push(piece);
  }

  #endText(pieces: readonly Uint8Array[]): void {
    const bytes = joined(pieces);
    if (bytes.length === 0)
      throw new AstraError("FILE_SYNTAX", { file: this.#file, problem: "the trace is empty" });
    if (!looksLikeJson(bytes)) {
      this.#startStream(pieces);
      this.#stream.end();
      return;
    }
    readJsonTrace(decodeText(bytes), this.#node, {
      file: this.#file,
      attributeNumber: (name) => this.#decoder.attributes.number(name),
      node: (node) => this.#graph.add(node, shortestTime),
    });
  }

  #message(reader: WireReader): void {
    const isFirst = this.#messages++ === 0;
    if (isFirst && !isNode(reader)) {
      this.#old = holdsOldMetadata(reader) ? this.#oldDecoder("0.0.3") : undefined;
      return;
    }
    if (isFirst || (this.#messages === 2 && this.#old === undefined)) {
      const { position, end } = reader;
      const schema = schemaOfNode(reader);
      reader.position = position;
      reader.end = end;
      // Fields alone tell 0.0.1 from 0.0.4 where no metadata stand before them, and 0.0.3 where they are empty.
      if (isFirst && schema !== "0.0.4") this.#old = this.#oldDecoder(schema ?? "0.0.1");
      else if (schema === "0.0.2" || schema === "0.0.3") this.#old = this.#oldDecoder("0.0.3");
    }
    if (this.#old === undefined) this.#decoder.decode(reader, this.#node);
    else this.#old.decode(reader, this.#node);
    this.#graph.add(this.#node, this.#old === undefined ? shortestTime : 0);
  }

  #oldDecoder(schema: OldNodeDecoder["schema"]): OldNodeDecoder {
    return new OldNodeDecoder(schema, this.#decoder.attributes, this.#pool);
  }
}

/** One rank's trace from its bytes. See {@link TraceReader}. */
export function readTrace(
  bytes: Uint8Array,
  file: string,
  rank: number,
  options: TraceOptions = {},
): TraceContent {
  const reader = new TraceReader(file, rank, options);
  reader.push(bytes);
  return reader.end();
}

/** Files before 0.0.4 begin with a node, whose id comes first. */
function isNode(reader: WireReader): boolean {
  return reader.bytes[reader.position] === ((1 << 3) | wireTypes.varint) && !reader.isAtEnd;
}

/** Metadata of 0.0.3 hold attributes where those of 0.0.4 hold the version: a name, then the number of a kind. */
function holdsOldMetadata(reader: WireReader): boolean {
  if (reader.isAtEnd || reader.tag() !== ((1 << 3) | wireTypes.bytes)) return false;
  reader.enter();
  if (reader.isAtEnd || reader.bytes[reader.position] !== ((1 << 3) | wireTypes.bytes)) return false;
  reader.skip(reader.tag());
  return !reader.isAtEnd && reader.tag() === ((2 << 3) | wireTypes.varint);
}

/** Printable text that begins like an object. Protobuf has a length or a tag there that no text has. */
function looksLikeJson(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, lookLength));
  return /^(?:\u00ef\u00bb\u00bf)?\s*\{\s*["}]/.test(text) && !/[^\s\u0020-\u007e\u0080-\u00ff]/.test(text);
}

/** The first `length` bytes of several pieces, or all. */
function joined(pieces: readonly Uint8Array[], length = Number.POSITIVE_INFINITY): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first.subarray(0, Math.min(length, first.length));
  const total = Math.min(
    length,
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  );
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, total - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
