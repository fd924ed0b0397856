import { describe, expect, it } from "vitest";
import { WireWriter } from "../../src/chakra/wire/wire-writer.js";
import { readTrace } from "../../src/index.js";

/** Fields of a message: whole numbers as varints, text and nested messages with their length, floats as four bytes. */
type Fields = readonly (readonly [
  number: number,
  value: number | boolean | string | Uint8Array | { float: number },
])[];

function message(fields: Fields): Uint8Array {
  const writer = new WireWriter();
  for (const [number, value] of fields) {
    if (typeof value === "string") writer.textField(number, value);
    else if (value instanceof Uint8Array) writer.bytesField(number, value);
    else if (typeof value === "object") {
      writer.tag(number, 5);
      writer.float(value.float);
    } else {
      writer.tag(number, 0);
      writer.varint(Number(value));
    }
  }
  return writer.written.slice();
}

function graphOf(...messages: Uint8Array[]): unknown[] {
  const file = new WireWriter();
  for (const bytes of messages) {
    file.varint(bytes.length);
    file.raw(bytes);
  }
  return [...readTrace(file.written.slice(), "old.0.et", 0).graph];
}

const expected = [
  { id: 1, name: "fwd", kind: "compute", duration: 1234, after: [] },
  { id: 2, name: "ar", kind: "collective", collective: "all-reduce", bytes: 64, dimensions: [0], after: [1] },
  { id: 3, name: "a2a", kind: "collective", collective: "all-to-all", bytes: 64, after: [1, 2] },
];

describe("schemas before 0.0.4", () => {
  it("0.0.1 has a field for each fact, and times in ns", () => {
    const graph = graphOf(
      message([
        [1, 1],
        [2, "fwd"],
        [3, 3],
        [7, 1234],
      ]),
      message([
        [1, 2],
        [2, "ar"],
        [3, 6],
        [4, 1],
        [13, 1],
        [14, true],
        [14, false],
        [18, 64],
      ]),
      message([
        [1, 3],
        [2, "a2a"],
        [3, 6],
        [4, 1],
        [4, 2],
        [13, 2],
        [18, 64],
      ]),
      message([
        [1, 4],
        [2, "to"],
        [3, 4],
        [16, 0],
        [17, 5],
        [18, 8],
        [19, 7],
      ]),
      message([
        [1, 5],
        [2, "mem"],
        [3, 1],
        [5, 2],
        [6, 99],
      ]),
    );
    expect(graph).toEqual([
      ...expected,
      { id: 4, name: "to", kind: "send", to: 5, tag: 7, bytes: 8, after: [] },
      { id: 5, name: "mem", kind: "memory", access: "load", bytes: 99, after: [] },
    ]);
  });

  it("0.0.2 has attributes, whose kinds are numbered from floats", () => {
    const int = (name: string, value: number) =>
      message([
        [1, name],
        [2, 1],
        [5, value],
      ]);
    const ints = (name: string, ...values: number[]) =>
      message([[1, name], [2, 4], ...values.map((value) => [8, value] as const)]);
    const graph = graphOf(
      message([
        [1, 1],
        [2, "fwd"],
        [3, 3],
        [11, int("runtime", 1234)],
      ]),
      message([
        [1, 2],
        [2, "ar"],
        [3, 6],
        [4, 1],
        [11, int("comm_type", 0)],
        [11, int("comm_size", 64)],
        [11, ints("involved_dim", 1, 0)],
      ]),
      message([
        [1, 3],
        [2, "a2a"],
        [3, 6],
        [4, 1],
        [4, 2],
        [11, int("comm_type", 1)],
        [11, int("comm_size", 64)],
      ]),
    );
    expect(graph).toEqual(expected);
  });

  it.each([
    ["as first defined", 6, 4, 8],
    ["with unsigned numbers", 7, 5, 9],
  ])(
    "0.0.3, %s, has metadata, and another numbering of kinds and types",
    (_, intField, listKind, listField) => {
      const int = (name: string, value: number) =>
        message([
          [1, name],
          [2, intField - 4],
          [intField, value],
        ]);
      const flags = (name: string, ...values: boolean[]) =>
        message([[1, name], [2, listKind], ...values.map((value) => [listField, value] as const)]);
      const nodes = [
        message([
          [1, 1],
          [2, "fwd"],
          [3, 4],
          [5, "[]"],
          [11, int("runtime", 1234)],
        ]),
        message([
          [1, 2],
          [2, "ar"],
          [3, 7],
          [4, 1],
          [11, int("comm_type", 0)],
          [11, int("comm_size", 64)],
          [11, flags("involved_dim", true, false)],
        ]),
        message([
          [1, 3],
          [2, "a2a"],
          [3, 7],
          [4, 1],
          [4, 2],
          [11, int("comm_type", 1)],
          [11, int("comm_size", 64)],
        ]),
      ];
      const metadata = message([
        [
          1,
          message([
            [1, "schema"],
            [2, 3],
            [7, "x"],
          ]),
        ],
      ]);
      expect(graphOf(metadata, ...nodes)).toEqual(expected);
      expect(graphOf(new Uint8Array(0), ...nodes)).toEqual(expected);
      expect(graphOf(...nodes)).toEqual(expected);
    },
  );

  it("0.0.4 is known without its metadata", () => {
    const int = (name: string, value: number) =>
      message([
        [1, name],
        [9, value],
      ]);
    const graph = graphOf(
      message([
        [1, 1],
        [2, "fwd"],
        [3, 4],
        [7, 3],
        [10, int("num_ops", 5)],
      ]),
    );
    expect(graph).toEqual([
      { id: 1, name: "fwd", kind: "compute", duration: 3000, operations: 5, after: [] },
    ]);
  });
});
