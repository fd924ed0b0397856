import { isAstraError } from "@astra-ts/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MscclAlgorithm, readMsccl } from "../src/index.js";

const gpus = 3;
const step = (
  s: number,
  type: string,
  [src, dst]: [string, string],
  [depid, deps]: [number, number] = [-1, -1],
) => {
  const [source, target] = [src, dst].map((place) => [place[0], place.slice(1)] as const);
  return `<step s="${s}" type="${type}" srcbuf="${source![0]}" srcoff="${source![1]}" dstbuf="${target![0]}" dstoff="${target![1]}" cnt="1" depid="${depid}" deps="${deps}" hasdep="1"/>`;
};
const block = (id: number, send: number, recv: number, steps: string[]) =>
  `<tb id="${id}" send="${send}" recv="${recv}" chan="0">\n${steps.join("\n")}\n</tb>`;
const file = (coll: string, chunks: number, lengths: string, gpu: (id: number) => string[]) =>
  `<algo name="x" proto="LL" nchannels="2" nchunksperloop="${chunks}" ngpus="${gpus}" coll="${coll}" inplace="${coll === "alltoall" ? 0 : 1}" minBytes="0" maxBytes="65536">\n${Array.from(
    { length: gpus },
    (_, id) => `<gpu id="${id}" ${lengths}>\n${gpu(id).join("\n")}\n</gpu>`,
  ).join("\n")}\n</algo>`;
const mod = (id: number) => (id + 2 * gpus) % gpus;

/** A ring in place: shares are added up on their way round, and spread on a second one. */
const ring = file("allreduce", gpus, 'i_chunks="3" o_chunks="0" s_chunks="0"', (id) => {
  const place = (chunk: number): [string, string] => [`i${mod(chunk)}`, `i${mod(chunk)}`];
  return [
    block(0, mod(id + 1), mod(id - 1), [
      step(0, "s", place(id)),
      step(1, "rrs", place(id - 1)),
      step(2, "rrcs", place(id - 2)),
      step(3, "rcs", place(id - 3)),
      step(4, "r", place(id - 4)),
    ]),
  ];
});
/** Everyone sends its chunk to everyone's scratch; a block of its own waits for all of them and adds them up. */
const pairs = file("allreduce", 1, 'i_chunks="1" o_chunks="0" s_chunks="2"', (id) => {
  const peers = [1, 2].map((distance) => mod(id + distance));
  return [
    ...peers.map((peer, tb) =>
      block(tb, peer, peer, [step(0, "s", ["i0", "s0"]), step(1, "r", ["i0", `s${tb}`])]),
    ),
    block(2, -1, -1, [
      step(0, "nop", ["i0", "i0"], [0, 1]),
      step(1, "nop", ["i0", "i0"], [1, 1]),
      step(2, "re", ["s0", "i0"]),
      step(3, "re", ["s1", "i0"]),
    ]),
  ];
});
const exchange = file("alltoall", gpus, 'i_chunks="3" o_chunks="3" s_chunks="0"', (id) => [
  block(0, mod(id + 1), mod(id - 1), [
    step(0, "s", [`i${mod(id + 1)}`, "o0"]),
    step(1, "r", ["i0", `o${mod(id - 1)}`]),
  ]),
  block(1, mod(id + 2), mod(id - 2), [
    step(0, "s", [`i${mod(id + 2)}`, "o0"]),
    step(1, "r", ["i0", `o${mod(id - 2)}`]),
  ]),
  block(2, -1, -1, [step(0, "cpy", [`i${id}`, `o${id}`])]),
]);
const gather = file("allgather", gpus, 'i_chunks="0" o_chunks="3" s_chunks="0"', (id) => [
  block(0, mod(id + 1), mod(id - 1), [
    step(0, "s", [`o${id}`, `o${id}`]),
    step(1, "rcs", ["i0", `o${mod(id - 1)}`]),
    step(2, "r", ["i0", `o${mod(id - 2)}`]),
  ]),
]);
const scatter = file("reduce_scatter", gpus, 'i_chunks="3" o_chunks="1" s_chunks="0"', (id) => [
  block(0, mod(id + 1), mod(id - 1), [
    step(0, "s", [`i${mod(id - 1)}`, "i0"]),
    step(1, "rrs", [`i${mod(id - 2)}`, "i0"]),
    step(2, "rrc", [`i${id}`, "o0"]),
  ]),
]);
const right = { ring, pairs, exchange, gather, scatter };

/**
 * Another way to the same answer: numbers instead of sets of chunks, one memory with two names for a place where it is in place, and steps in an order of chance. Input chunk c of GPU g is the
 * number 7^(g * chunks + c), so that a sum tells what is in it.
 */
function outputs({ collective, chunks, isInPlace, gpus: all }: MscclAlgorithm, order: () => number) {
  const count = all.length;
  const share = chunks / count;
  const [inputs, results] =
    collective === "all-gather"
      ? [share, chunks]
      : collective === "reduce-scatter"
        ? [chunks, share]
        : [chunks, chunks];
  const number = (gpu: number, chunk: number) => 7n ** BigInt(gpu * inputs + chunk);
  const memories = all.map((_, gpu) => {
    const name = (buffer: string, offset: number) =>
      isInPlace && buffer !== "s" && inputs === results
        ? `io${offset}`
        : isInPlace && buffer === (inputs < results ? "i" : "o")
          ? `${buffer === "i" ? "o" : "i"}${gpu * share + offset}`
          : `${buffer}${offset}`;
    const cells = new Map<string, bigint>();
    for (let chunk = 0; chunk < inputs; chunk++) cells.set(name("i", chunk), number(gpu, chunk));
    return {
      get: (buffer: string, offset: number) => cells.get(name(buffer, offset)) ?? 7n ** 99n,
      set: (buffer: string, offset: number, value: bigint) => cells.set(name(buffer, offset), value),
    };
  });
  const ended = all.map((blocks) => blocks.map(() => 0));
  const flights = new Map<string, bigint[][]>();
  const flight = (way: string) => flights.get(way) ?? flights.set(way, []).get(way)!;
  for (;;) {
    const ready = all.flatMap((blocks, gpu) =>
      blocks.flatMap((own, block) => {
        const next = own.steps[ended[gpu]![block]!];
        if (next === undefined) return [];
        const waits = next.waitsFor !== undefined && ended[gpu]![next.waitsFor.block]! <= next.waitsFor.step;
        const lacks =
          next.type.startsWith("r") &&
          next.type !== "re" &&
          next.type !== "ra" &&
          flight(`${own.receiveFrom} ${gpu} ${own.channel}`).length === 0;
        return waits || lacks ? [] : [{ gpu, block, own, next }];
      }),
    );
    if (ready.length === 0) break;
    const { gpu, block, own, next } = ready[order() % ready.length]!;
    const memory = memories[gpu]!;
    const each = (value: (place: number) => bigint) =>
      Array.from({ length: next.count }, (_, place) => value(place));
    const source = () => each((place) => memory.get(next.source!.buffer, next.source!.offset + place));
    const store = (values: bigint[]) =>
      values.forEach((value, place) => {
        memory.set(next.target!.buffer, next.target!.offset + place, value);
      });
    const send = (values: bigint[]) => flight(`${gpu} ${own.sendTo} ${own.channel}`).push(values);
    const receive = () => flight(`${own.receiveFrom} ${gpu} ${own.channel}`).shift()!;
    const added = () => {
      const received = receive();
      return source().map((value, place) => value + received[place]!);
    };
    let values: bigint[];
    switch (next.type) {
      case "s":
        send(source());
        break;
      case "r":
        store(receive());
        break;
      case "rcs":
        values = receive();
        store(values);
        send(values);
        break;
      case "rrs":
        send(added());
        break;
      case "rrc":
        store(added());
        break;
      case "rrcs":
        values = added();
        store(values);
        send(values);
        break;
      case "cpy":
        store(source());
        break;
      case "re":
      case "ra":
        values = source();
        store(each((place) => values[place]! + memory.get(next.target!.buffer, next.target!.offset + place)));
        break;
    }
    ended[gpu]![block]! += 1;
  }
  const sum = (chunk: number) => all.reduce((total, _, gpu) => total + number(gpu, chunk), 0n);
  const promised = (gpu: number, chunk: number) => {
    const [part, rest] = [Math.floor(chunk / share), chunk % share];
    switch (collective) {
      case "all-reduce":
        return sum(chunk);
      case "reduce-scatter":
        return sum(gpu * share + chunk);
      case "all-gather":
        return number(part, rest);
      default:
        return number(part, gpu * share + rest);
    }
  };
  return {
    isWhole: all.every((blocks, gpu) => blocks.every(({ steps }, own) => ended[gpu]![own] === steps.length)),
    isRight: all.every((_, gpu) =>
      Array.from({ length: results }, (_, chunk) => chunk).every(
        (chunk) => memories[gpu]!.get("o", chunk) === promised(gpu, chunk),
      ),
    ),
  };
}

describe("what an MSCCL algorithm computes", () => {
  it.each(Object.entries(right))("is right: %s", (_, text) => {
    expect(outputs(readMsccl(text, "x.xml"), () => 0)).toEqual({ isWhole: true, isRight: true });
  });

  it("is, with any one field changed, still right in whatever order steps run, or the file is refused", () => {
    const changed = fc
      .constantFrom(...Object.values(right))
      .chain((text) => {
        const fields = [...text.matchAll(/ (\w+)="([^"]*)"/g)];
        return fc.record({
          text: fc.constant(text),
          field: fc.constantFrom(...fields),
          value: fc.oneof(
            fc.integer({ min: -1, max: 4 }).map(String),
            fc.constantFrom("i", "o", "s", "r", "rcs", "rrs", "rrc", "rrcs", "cpy", "re", "nop", "", "x"),
            fc.constantFrom("allreduce", "alltoall", "allgather", "reduce_scatter", "16777216"),
          ),
        });
      })
      .map(({ text, field, value }) => {
        const start = field.index + ` ${field[1]}="`.length;
        return `${text.slice(0, start)}${value}${text.slice(start + field[2]!.length)}`;
      });
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(changed, fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (text, chance) => {
        let algorithm: MscclAlgorithm;
        try {
          algorithm = readMsccl(text, "x.xml");
        } catch (error) {
          expect(isAstraError(error)).toBe(true);
          expect(String(error)).toContain("x.xml");
          refused += 1;
          return;
        }
        let turn = 0;
        const order = () => chance[turn++ % chance.length]!;
        expect(outputs(algorithm, order)).toEqual({ isWhole: true, isRight: true });
        read += 1;
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(100);
  });
});
