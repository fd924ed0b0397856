import type { BufferLengths } from "./gpu-buffers.js";
import {
  bufferNames,
  type MscclBlock,
  type MscclPlace,
  type MscclStep,
  readsSource,
  receives,
  sends,
  stepTypes,
  writesTarget,
} from "./msccl-algorithm.js";
import type { XmlAttributes } from "./xml-attributes.js";

/** Reads a step of a block of a GPU that has these buffers. */
export function readStep(attributes: XmlAttributes, block: MscclBlock, lengths: BufferLengths): MscclStep {
  attributes.requireNext("s", block.steps.length);
  const type = readType(attributes, block);
  const count = type === "nop" ? attributes.number("cnt", 0, 0) : attributes.number("cnt", 1);
  const waitsFor = attributes.number("depid", -1, -1);
  return {
    type,
    count,
    ...(readsSource(type) ? { source: readPlace(attributes, "src", count, lengths) } : {}),
    ...(writesTarget(type) ? { target: readPlace(attributes, "dst", count, lengths) } : {}),
    ...(waitsFor < 0 ? {} : { waitsFor: { block: waitsFor, step: attributes.number("deps", 0) } }),
  };
}

function readType(attributes: XmlAttributes, block: MscclBlock): MscclStep["type"] {
  const written = attributes.text("type");
  const type = stepTypes.find((known) => known === written);
  if (type === undefined) {
    throw attributes.wrong("INVALID_VALUE", {
      field: "type",
      problem: "an unknown type of step",
      found: written,
      expected: `one of ${stepTypes.join(", ")}`,
    });
  }
  for (const [does, verb, peer] of [
    [sends(type), "sends", block.sendTo],
    [receives(type), "receives", block.receiveFrom],
  ] as const) {
    if (!does || peer >= 0) continue;
    throw attributes.wrong("INVALID_VALUE", {
      field: "type",
      problem: `a step that ${verb}, in a thread block without a peer for it`,
      found: type,
    });
  }
  return type;
}

/** What a step reads or writes lies in a buffer. What it does not touch (the target of a send is the receiver's) is not looked at. */
function readPlace(
  attributes: XmlAttributes,
  end: "src" | "dst",
  count: number,
  lengths: BufferLengths,
): MscclPlace {
  const buffer = attributes.word(`${end}buf`, bufferNames);
  if (buffer === undefined) {
    throw attributes.wrong("MISSING_VALUE", {
      field: `${end}buf`,
      problem: "the attribute is missing",
      expected: `one of ${bufferNames.join(", ")}`,
    });
  }
  const offset = attributes.number(`${end}off`, 0);
  const length = lengths[buffer];
  if (length === undefined || offset + count <= length) return { buffer, offset };
  throw attributes.wrong("INVALID_VALUE", {
    field: `${end}off`,
    problem: `a step beyond the end of the buffer ${buffer}, which has ${length} chunks`,
    found: offset,
    expected: `${count} chunks from ${Math.max(0, length - count)} on at most`,
  });
}
