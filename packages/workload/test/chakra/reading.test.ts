import { AstraError } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeTrace,
  readTrace,
  type TraceAttribute,
  type TraceContent,
  type TraceMessage,
  type TraceOptions,
  TraceReader,
} from "../../src/index.js";

const type = { invalid: 0, metadata: 1, load: 2, compute: 4, send: 5, receive: 6, collective: 7 } as const;

const number = (name: string, value: number | bigint): TraceAttribute => ({ name, kind: "int64_val", value });
const text = (name: string, value: string): TraceAttribute => ({ name, kind: "string_val", value });
const flag = (name: string, value: boolean): TraceAttribute => ({ name, kind: "bool_val", value });

const compute = (id: number | bigint, more: Partial<TraceMessage> = {}): TraceMessage => ({
  id,
  name: `c${id}`,
  type: type.compute,
  durationMicros: 2,
  attributes: [],
  ...more,
});
const collective = (id: number, ...attributes: TraceAttribute[]): TraceMessage => ({
  id,
  name: `k${id}`,
  type: type.collective,
  attributes: [number("comm_type", 0), number("comm_size", 1024), ...attributes],
});
const send = (id: number, ...attributes: TraceAttribute[]): TraceMessage => ({
  id,
  name: "",
  type: type.send,
  attributes: [number("comm_size", 8), number("comm_tag", 3), number("comm_dst", 1), ...attributes],
});

function bytesOf(nodes: Iterable<TraceMessage>): Uint8Array {
  return Buffer.concat([...encodeTrace(nodes)]);
}

function read(nodes: readonly TraceMessage[], options: TraceOptions = {}, rank = 0): TraceContent {
  return readTrace(bytesOf(nodes), "t.0.et", rank, options);
}

describe("a trace", () => {
  it("becomes a graph, whatever the pieces in which it comes", () => {
    const bytes = bytesOf([
      compute(7, { dataDependencies: [3], controlDependencies: [9] }),
      compute(3, { durationMicros: 0 }),
      collective(9, text("pg_name", "2 of all")),
      send(11),
      {
        id: 12,
        name: "m",
        type: type.load,
        attributes: [number("tensor_size", 64), flag("is_cpu_op", true)],
      },
    ]);
    const groups = new Map([["2", [0, 1]]]);
    for (const size of [1, 7, bytes.length]) {
      const reader = new TraceReader("t.0.et", 0, { groups });
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      const { graph, groups: used, isSameForAll, warnings } = reader.end();
      expect([...graph]).toEqual([
        { id: 7, name: "c7", kind: "compute", duration: 2000, after: [3, 9] },
        { id: 3, name: "c3", kind: "compute", duration: 1, after: [] },
        {
          id: 9,
          name: "k9",
          kind: "collective",
          collective: "all-reduce",
          bytes: 1024,
          group: "2",
          after: [],
        },
        { id: 11, kind: "send", to: 1, tag: 3, bytes: 8, after: [] },
        { id: 12, name: "m", kind: "memory", access: "load", bytes: 64, on: "cpu", after: [] },
      ]);
      expect([...used]).toEqual([["2", [0, 1]]]);
      expect(isSameForAll).toBe(false);
      expect(warnings).toEqual([]);
    }
  });

  it("keeps ids beyond 2^53 apart", () => {
    const large = 2n ** 53n + 1n;
    const { graph } = read([compute(large), compute(large + 1n, { dataDependencies: [large] })]);
    expect([...graph].map(({ id, after }) => [id, after])).toEqual([
      [large, []],
      [large + 1n, [large]],
    ]);
  });

  it("takes of several nodes of one id the last, and the dependencies of all", () => {
    const { graph } = read([
      compute(1),
      compute(2),
      compute(3, { dataDependencies: [1], durationMicros: 5 }),
      compute(3, { dataDependencies: [2], durationMicros: 7 }),
    ]);
    expect([...graph][2]).toMatchObject({ id: 3, duration: 7000, after: [1, 2] });
  });

  it("takes of several attributes of one name the first", () => {
    const [node] = read([collective(1, number("comm_size", 99))]).graph;
    expect(node).toMatchObject({ bytes: 1024 });
  });

  it.each(["int32_val", "uint32_val", "sint64_val", "fixed32_val", "sfixed64_val", "bool_val"] as const)(
    "reads a flag and a size of kind %s",
    (kind) => {
      const attributes = [
        { name: "is_cpu_op", kind, value: 0 },
        number("comm_type", 0),
        { name: "comm_size", kind, value: 1 },
      ];
      const [node] = read([{ id: 0, name: "", type: type.collective, attributes }]).graph;
      expect(node).toMatchObject({ kind: "collective", bytes: 1 });
    },
  );

  it("leaves out flags of dimensions that the machine has not, and all of them beside a group", () => {
    const flags: TraceAttribute = {
      name: "involved_dim",
      kind: "bool_list",
      value: [true, false, true, true],
    };
    const [alone, grouped] = read([collective(0, flags), collective(1, flags, text("pg_name", "1"))], {
      dimensions: 3,
      groups: new Map([["1", [0]]]),
    }).graph;
    expect(alone).toMatchObject({ dimensions: [0, 2] });
    expect(grouped).not.toHaveProperty("dimensions");
  });

  it("reads groups from metadata, an empty list as all ranks, and 0 as no group", () => {
    const groups = '[{"pg_name":"1","ranks":[2,3]},{"pg_name":"4","ranks":[]},{"pg_name":"0","ranks":[]}]';
    const content = read(
      [
        collective(2, text("pg_name", "1")),
        collective(3, text("pg_name", "4")),
        collective(4, text("pg_name", "0")),
        { id: 1, name: "", type: type.metadata, inputValues: `['${groups}']`, attributes: [] },
      ],
      { ranks: 4 },
    );
    expect([...content.groups]).toEqual([
      ["1", [2, 3]],
      ["4", [0, 1, 2, 3]],
    ]);
    expect([...content.graph].map((node) => ("group" in node ? node.group : undefined))).toEqual([
      "1",
      "4",
      undefined,
      undefined,
    ]);
  });

  it("gives broadcasts, and communication of the CPU, their recorded time, and says so", () => {
    const { graph, warnings } = read([
      { ...collective(1), attributes: [number("comm_type", 5)], durationMicros: 4 },
      { ...collective(2, flag("is_cpu_op", true)), durationMicros: 3 },
    ]);
    expect([...graph]).toMatchObject([
      { kind: "compute", on: "communication", duration: 4000 },
      { kind: "compute", on: "cpu", duration: 3000 },
    ]);
    expect(warnings.join("\n")).toMatch(
      /1 communication nodes run on the CPU \(the first is node 2 \(k2\)\)/,
    );
    expect(warnings.join("\n")).toMatch(/1 broadcast nodes/);
  });

  it("names attributes that nobody knows, once", () => {
    const { warnings } = read([
      compute(1, { attributes: [number("odd", 1), number("rf_id", 2)] }),
      compute(2),
    ]);
    expect(warnings).toEqual([expect.stringMatching(/passed over: odd\.$/)]);
  });

  it("keeps names and sizes of data only where asked to", () => {
    const inputs: TraceAttribute = { name: "inputs", kind: "string_list", value: ["w", "36.0", "x", "7"] };
    const node = compute(1, { attributes: [inputs] });
    expect([...read([node]).graph][0]).not.toHaveProperty("inputs");
    expect([...read([node], { tensors: true }).graph][0]).toMatchObject({
      inputs: [
        { name: "w", bytes: 36 },
        { name: "x", bytes: 7 },
      ],
    });
  });
});

describe("dependencies on nodes that are not in the trace", () => {
  const open = [compute(1), compute(2, { dataDependencies: [1], controlDependencies: [77] })];
  const circle = [compute(1, { controlDependencies: [2, 77] }), compute(2, { dataDependencies: [1] })];

  it("are left out, with a warning", () => {
    const { graph, warnings } = read(open);
    expect([...graph][1]).toMatchObject({ after: [1] });
    expect(warnings).toEqual([
      expect.stringMatching(/1 dependencies are on nodes .* \(node 2 waits for 77\)/),
    ]);
  });

  it("let data alone count where nodes wait for each other besides", () => {
    const { graph, warnings } = read(circle);
    expect([...graph].map(({ after }) => after)).toEqual([[], [1]]);
    expect(warnings).toEqual([expect.stringMatching(/2 of 2 nodes wait for each other: control/)]);
  });

  it("say nothing of a circle where all count, or data alone", () => {
    expect([...read(circle, { dependencies: "all" }).graph][0]).toMatchObject({ after: [2] });
    expect(read(circle, { dependencies: "data" }).warnings).toEqual([]);
  });

  it("change nothing in a trace that only has a circle", () => {
    const { graph } = read([compute(1, { controlDependencies: [2] }), compute(2, { dataDependencies: [1] })]);
    expect([...graph][0]).toMatchObject({ after: [2] });
  });
});

describe("a trace that cannot be right", () => {
  const good = bytesOf([compute(5), compute(6), compute(7)]);

  it("takes the recorded time of a collective of which it tells nothing else", () => {
    const kernel = (id: number, ...attributes: TraceAttribute[]): TraceMessage => ({
      ...compute(id, { attributes }),
      type: type.collective,
    });
    const { graph, warnings } = read([kernel(3), kernel(4)]);
    expect([...graph]).toMatchObject([
      { id: 3, kind: "compute", on: "communication", duration: 2000 },
      { id: 4, kind: "compute", on: "communication", duration: 2000 },
    ]);
    expect(warnings).toEqual([
      "2 unnamed collective nodes (the first is node 3 (c3)) take their recorded time and send nothing.",
    ]);
    expect(() => read([kernel(3, number("comm_size", 8))])).toThrow(
      /node 3 \(c3\): the attribute comm_type is missing/,
    );
    expect(() => read([{ ...kernel(3), durationMicros: 0 }])).toThrow(/comm_type is missing/);
  });

  it("is named with byte and node where it is cut short", () => {
    expect(() => readTrace(good.subarray(0, good.length - 3), "t.0.et", 0)).toThrow(
      /^t\.0\.et: the file ends within a message, which begins at byte \d+, after node 6: found 7, expected 10 bytes/,
    );
  });

  it("is read or refused in a sentence with file and place, wherever it is cut, changed, or longer or shorter by a byte", () => {
    const whole = bytesOf([
      ...Array.from({ length: 20 }, (_, id) => compute(id, { dataDependencies: id === 0 ? [] : [id - 1] })),
      collective(20, text("pg_name", "2")),
      send(21),
    ]);
    const position = fc.nat(whole.length - 1);
    const damage = fc.oneof(
      position.map((at) => whole.slice(0, at)),
      fc.tuple(position, fc.nat(255)).map(([at, byte]) => whole.with(at, byte)),
      fc
        .tuple(position, fc.nat(255))
        .map(([at, byte]) => Uint8Array.from([...whole.subarray(0, at), byte, ...whole.subarray(at)])),
      position.map((at) => Uint8Array.from([...whole.subarray(0, at), ...whole.subarray(at + 1)])),
      fc.tuple(position, fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => {
        const damaged = whole.slice();
        damaged.set(bytes.subarray(0, whole.length - at), at);
        return damaged;
      }),
    );
    fc.assert(
      fc.property(damage, (bytes) => {
        try {
          readTrace(bytes, "t.0.et", 0, { unknownGroups: "leave" });
        } catch (error) {
          expect(error).toBeInstanceOf(AstraError);
          expect((error as AstraError).message).toMatch(
            /^t\.0\.et: [^\n]*(\bbyte \d+|\bnode \d+|is empty|no nodes)[^\n]*$/,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is named with byte and node where it is damaged", () => {
    const damaged = good.slice();
    const at = damaged.lastIndexOf("c".charCodeAt(0));
    damaged[at - 1] = 200;
    expect(() => readTrace(damaged, "t.0.et", 0)).toThrow(
      new RegExp(
        `^t\\.0\\.et: a field is longer than the message that it is in: byte ${at - 1}, after node 6`,
      ),
    );
  });

  it.each([
    ["nothing", new Uint8Array(0), /^t\.0\.et: the trace is empty/],
    [
      "a compressed file",
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, ...new Array(99).fill(7)),
      /byte \d+/,
    ],
    [
      "text",
      new TextEncoder().encode("HYBRID_TRANSFORMER model_parallel_NPU_group: 4\n".repeat(9)),
      /byte \d+/,
    ],
    [
      "JSON that ends",
      new TextEncoder().encode('{"workload_graph": [{"Id": 1, "Name": "x"'),
      /ends within an object/,
    ],
    [
      "JSON of something else",
      new TextEncoder().encode('{"workload_graph": [17]}          '),
      /workload_graph\.0: no object/,
    ],
  ])("is refused where it is %s", (_, bytes, message) => {
    expect(() => readTrace(bytes, "t.0.et", 0)).toThrow(message);
  });

  it.each<[string, TraceMessage, RegExp]>(
    [
      [
        "a collective without a size",
        { ...collective(4), attributes: [number("comm_type", 0)] },
        /node 4 \(k4\): the attribute comm_size is missing/,
      ],
      ["a fraction of a byte", collective(4, { name: "x", kind: "bool_val", value: true }), /^never$/],
      [
        "a size as text",
        { ...collective(4), attributes: [number("comm_type", 0), text("comm_size", "12")] },
        /comm_size is not what it should be: found "12", expected a whole number/,
      ],
      [
        "a size below 0",
        { ...collective(4), attributes: [number("comm_type", 0), number("comm_size", -1)] },
        /comm_size is not what it should be: found -1/,
      ],
      [
        "a barrier without a time",
        { ...collective(4), attributes: [number("comm_type", 9)] },
        /no recorded time to take in its place: found "barrier"/,
      ],
      [
        "a type from the future",
        compute(4, { type: 8 }),
        /a type of node that no schema of Chakra up to 0.0.4 has: found 8/,
      ],
      [
        "a send of another rank",
        send(4, number("comm_src", 2)),
        /its comm_src is not the rank whose trace this is: found 2, expected 0/,
      ],
      [
        "an unknown group",
        collective(4, text("pg_name", "3")),
        /pg_name names a group of ranks that nobody has described: found "3"/,
      ],
    ].filter(([, , message]) => String(message) !== "/^never$/") as [string, TraceMessage, RegExp][],
  )("is refused for %s", (_, node, message) => {
    expect(() => read([compute(1), node])).toThrow(message);
  });
});

describe("JSON", () => {
  const messages = [
    compute(1),
    { ...collective(2, flag("is_cpu_op", false)), dataDependencies: [1], durationMicros: 9 },
  ];

  it("as Chakra's feeder of 2024 reads it gives the same graph", () => {
    const json = {
      workload_graph: [
        { Id: 1, Name: "c1", NodeType: 4, ctrlDeps: [], data_deps: [], runtime: 2 },
        {
          Id: 2,
          Name: "k2",
          NodeType: 7,
          data_deps: [1],
          runtime: 9,
          is_cpu_op: false,
          comm_type: 0,
          comm_size: 1024,
        },
      ],
      workload_name: "x",
    };
    const bytes = new TextEncoder().encode(JSON.stringify(json, undefined, 2));
    expect([...readTrace(bytes, "t.json", 0).graph]).toEqual([...read(messages).graph]);
  });

  it("as Chakra's jsonizer writes it gives the same graph", () => {
    const objects = [
      { version: "0.0.4" },
      { id: "1", name: "c1", type: "COMP_NODE", durationMicros: "2" },
      {
        id: "2",
        name: "k2 {",
        type: "COMM_COLL_NODE",
        dataDeps: ["1"],
        durationMicros: "9",
        attr: [
          { name: "comm_type", int64Val: "0" },
          { name: "comm_size", int64Val: "1024" },
          { name: "is_cpu_op", boolVal: false },
          { name: "involved_dim", boolList: { values: [true, false] } },
        ],
      },
    ];
    const bytes = new TextEncoder().encode(
      objects.map((object) => JSON.stringify(object, undefined, 2)).join(""),
    );
    const [, second] = readTrace(bytes, "t.json", 0).graph;
    expect(second).toEqual({ ...[...read(messages).graph][1], name: "k2 {", dimensions: [0] });
  });
});
