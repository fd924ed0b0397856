import { describe, expect, it } from "vitest";
import { mscclGraph, readMsccl } from "../src/index.js";

const step = (s: number, type: string, more = "") =>
  `<step s="${s}" type="${type}" srcbuf="i" srcoff="0" dstbuf="o" dstoff="0" cnt="2" ${more}/>`;
const block = (id: number, send: number, recv: number, ...steps: string[]) =>
  `<tb id="${id}" send="${send}" recv="${recv}" chan="1">${steps.join("")}</tb>`;
const file = (gpus: string[], head = 'coll="allreduce" nchunksperloop="2"') =>
  `<!-- two of them -->\n<algo name="pair" proto="Simple" nchannels="2" ngpus="${gpus.length}" ${head}>\n${gpus
    .map((blocks, id) => `<gpu id="${id}" i_chunks="2" o_chunks="2" s_chunks="2">${blocks}</gpu>`)
    .join("\n")}\n</algo>`;

const good = file([
  block(0, 1, -1, step(0, "s")) + block(1, -1, 1, step(0, "nop", 'depid="0" deps="0"'), step(1, "r")),
  block(0, 0, 0, step(0, "rrcs", 'hasdep="1"')) +
    block(
      1,
      -1,
      -1,
      step(0, "cpy", 'depid="0" deps="0"').replace('"i"', '"o"').replace('dstbuf="o"', 'dstbuf="s"'),
    ),
]);

describe("MSCCL XML", () => {
  it("becomes a graph of receives, computations and sends", () => {
    const algorithm = readMsccl(good, "pair.xml");
    expect(algorithm).toMatchObject({ name: "pair", collective: "all-reduce", chunks: 2 });
    const { ranks } = mscclGraph(algorithm, { bytes: 2048, reduceTime: 9 });
    const name = (text: string) => ({ name: text });
    expect(ranks.map((nodes) => [...nodes])).toEqual([
      [
        { id: 0, ...name("tb 0 step 0 s"), after: [], kind: "send", to: 1, tag: 1, bytes: 2048 },
        { id: 1, ...name("tb 1 step 1 r"), after: [0], kind: "receive", from: 1, tag: 1, bytes: 2048 },
      ],
      [
        { id: 0, ...name("tb 0 step 0 rrcs"), after: [], kind: "receive", from: 0, tag: 1, bytes: 2048 },
        { id: 1, ...name("tb 0 step 0 rrcs"), after: [0], kind: "compute", duration: 9 },
        { id: 2, ...name("tb 0 step 0 rrcs"), after: [1], kind: "send", to: 0, tag: 1, bytes: 2048 },
        { id: 3, ...name("tb 1 step 0 cpy"), after: [2], kind: "compute", duration: 9 },
      ],
    ]);
    // In place, one of input and output may be said to have nothing, and both are one.
    const inPlace = good
      .replace('ngpus="2"', 'ngpus="2" inplace="1"')
      .replaceAll('o_chunks="2"', 'o_chunks="0"');
    expect(readMsccl(inPlace, "pair.xml")).toEqual({ ...algorithm, isInPlace: true });
    const [first] = mscclGraph(algorithm).ranks[0]!;
    expect(first).toMatchObject({ bytes: 2 });
  });

  const pair = (first: string, second = block(0, -1, 0, step(0, "r"))) => file([first, second]);
  it.each([
    ["what is no XML", "<algo", /x\.xml:\d+: not readable as XML/],
    ["no algorithm", "<!-- nothing -->", /x\.xml/],
    [
      "a strange element",
      '<algo coll="allreduce" nchunksperloop="1" ngpus="2"><gppu/></algo>',
      /x\.xml:1: gppu: an element that has no place in algo/,
    ],
    [
      "another collective",
      file(["", ""], 'coll="custom" nchunksperloop="2"'),
      /coll: an algorithm for a collective that is not simulated: found "custom"/,
    ],
    ["a missing number", file(["", ""], 'coll="allreduce"'), /nchunksperloop: the attribute is missing/],
    ["a GPU too few", good.replace('ngpus="2"', 'ngpus="3"'), /found 2, expected 3/],
    ["an unknown step", pair(block(0, 1, -1, step(0, "sr"))), /type: an unknown type of step: found "sr"/],
    [
      "steps out of order",
      pair(block(0, 1, -1, step(1, "s"))),
      /numbers that do not follow each other: found 1, expected 0/,
    ],
    ["a send to nobody", pair(block(0, -1, -1, step(0, "s"))), /in a thread block without a peer/],
    ["a peer that is itself", pair(block(0, 0, -1, step(0, "s"))), /a peer that is no other GPU: found 0/],
    [
      "a step of nothing",
      pair(block(0, 1, -1, step(0, "s").replace('cnt="2"', 'cnt="0"'))),
      /cnt: wrong value: found "0"/,
    ],
    [
      "a step beyond its buffer",
      pair(block(0, 1, -1, step(0, "s").replace('srcoff="0"', 'srcoff="3"'))),
      /x\.xml:3: srcoff: a step beyond the end of the buffer i, which has 2 chunks: found 3, expected 2 chunks from 0 on at most/,
    ],
    [
      "an unknown buffer",
      pair(block(0, 1, -1, step(0, "s").replace('srcbuf="i"', 'srcbuf="x"'))),
      /x\.xml:3: srcbuf: wrong value: found "x", expected one of i, o, s/,
    ],
    [
      "buffers of another size than the collective",
      good.replace('i_chunks="2"', 'i_chunks="3"'),
      /x\.xml:3: i_chunks: a buffer of another number of chunks than the algorithm cuts the collective into: found 3, expected 2/,
    ],
    [
      "buffers of another size than a share of the collective",
      file(["", ""], 'coll="allgather" nchunksperloop="2"'),
      /i_chunks: .*found 2, expected 1: nchunksperloop is 2, for 2 GPUs/,
    ],
    [
      "a channel too many",
      good.replace('nchannels="2"', 'nchannels="1"'),
      /x\.xml:3: chan: a channel that the algorithm does not have: found 1, expected below 1, which is nchannels/,
    ],
    [
      "an unknown protocol",
      good.replace("Simple", "simple"),
      /x\.xml:2: proto: wrong value: found "simple", expected one of Simple, LL, LL128/,
    ],
    [
      "a switch that is none",
      good.replace('ngpus="2"', 'ngpus="2" inplace="yes"'),
      /inplace: wrong value: found "yes"/,
    ],
    [
      "a least size above the largest",
      good.replace('ngpus="2"', 'ngpus="2" minBytes="2048" maxBytes="1024"'),
      /maxBytes: wrong value: found "1024", expected a whole number from 2048/,
    ],
    [
      "a dependency on nothing",
      pair(block(0, 1, -1, step(0, "s", 'depid="3" deps="0"'))),
      /waits for a step that does not exist: found "tb 3, step 0"/,
    ],
    [
      "a message that nobody sends",
      pair(""),
      /x\.xml:\d+: gpu \d: tb 0: step 0: message 1 from GPU 0 to GPU 1 on channel 1 is received and never sent/,
    ],
    [
      "a message that nobody receives",
      pair(block(0, 1, -1, step(0, "s"), step(1, "s"))),
      /message 2 from GPU 0 to GPU 1 on channel 1 is sent and never received/,
    ],
    [
      "steps that wait for each other",
      pair(
        block(0, 1, -1, step(0, "s", 'depid="1" deps="0"')) +
          block(1, -1, -1, step(0, "nop", 'depid="0" deps="0"')),
      ),
      /x\.xml:3: gpu 0: tb 0: step 0: steps wait for each other in a circle: found "gpu 0: tb 0: step 0 -> gpu 0: tb 1: step 0 -> gpu 0: tb 0: step 0"/,
    ],
    [
      "chunks that the GPUs cannot share",
      file(["", ""], 'coll="allgather" nchunksperloop="3"'),
      /nchunksperloop: chunks that 2 GPUs cannot share equally: found 3, expected a multiple of 2/,
    ],
    [
      "a buffer that is not named",
      pair(block(0, 1, -1, step(0, "s").replace('srcbuf="i"', ""))),
      /x\.xml:3: srcbuf: the attribute is missing/,
    ],
    [
      "an output that nobody writes",
      good.replace('"rrcs" srcbuf="i" srcoff="0" dstbuf="o"', '"rrcs" srcbuf="i" srcoff="0" dstbuf="s"'),
      /x\.xml: gpu 1: chunk 0 of the output of GPU 1 is in the end not what all-reduce promises: found "what nobody has written", expected chunk 0 of all GPUs, added up/,
    ],
    [
      "a sum without one of the GPUs",
      good.replace('type="rrcs"', 'type="rcs"'),
      /x\.xml:3: gpu 0: tb 1: step 1: chunk 0 of the output of GPU 0 .*: found "chunk 0 of GPU 0", expected chunk 0 of all GPUs, added up/,
    ],
    [
      "a chance that decides",
      good.replace('depid="0" deps="0"/></tb></gpu>\n</algo>', "/></tb></gpu>\n</algo>"),
      /x\.xml:4: gpu 1: tb \d: step 0: nothing says which of two steps comes first to the chunk 0 of buffer o: found "gpu 1: tb \d: step 0 in line 4 as the other"/,
    ],
    [
      "a channel that two blocks share",
      pair(
        block(0, 1, -1, step(0, "s")) + block(1, 1, -1, step(0, "s")),
        block(0, -1, 0, step(0, "r"), step(1, "r")),
      ),
      /nothing says which of two steps comes first to the message of a channel/,
    ],
    [
      "GPUs that each receive before they send",
      pair(block(0, 1, 1, step(0, "r"), step(1, "s")), block(0, 0, 0, step(0, "r"), step(1, "s"))),
      /x\.xml:3: gpu 0: tb 0: step 0: steps wait for each other in a circle: found "gpu 0: tb 0: step 0 -> gpu 1: tb 0: step 1 -> gpu 1: tb 0: step 0 -> gpu 0: tb 0: step 1 -> gpu 0: tb 0: step 0"/,
    ],
  ])("is refused for %s", (_, text, message) => {
    expect(() => readMsccl(text, "x.xml")).toThrow(message);
  });
});
