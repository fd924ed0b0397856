import { describe, expect, it } from "vitest";
import { PacketEngine } from "../engine/engine.js";
import { readGarnetNetwork } from "../readers/garnet-experiment.js";
import { readGarnetFile } from "./garnet-file.js";
import { garnetMachine } from "./garnet-fork.js";

const torus = `num-npus: 8
num-packages: 4
package-rows: 2
topology: Torus3D
local-rings: 2
vertical-rings: 2
horizontal-rings: 2
flit-width: 2048
local-packet-size: 4096
package-packet-size: 4096
tile-link-width: 256
package-link-width: 256
vcs-per-vnet: 50
routing-algorithm: Ring_XY
router-latency: 1
local-link-latency: 90
package-link-latency: 200
buffers-per-vc: 5000
local-link-efficiency: 1.0
`;

describe("Garnet files", () => {
  it("describe a machine for every layer", () => {
    const { dimensions, networkOptions, systemOptions, warnings } = readGarnetNetwork(torus, "torus.txt");
    expect(dimensions).toEqual([
      { shape: "ring", npus: 2, bandwidth: 32, latency: 90, links: 2 },
      { shape: "ring", npus: 2, bandwidth: 32, latency: 200, links: 4 },
      { shape: "ring", npus: 2, bandwidth: 32, latency: 200, links: 4 },
    ]);
    expect(systemOptions).toEqual({
      queuesPerDimension: [2, 4, 4],
      oneWayDimensions: [0],
      reductionTime: 30,
    });
    expect(networkOptions).toMatchObject({
      startTime: 13,
      garnet: { npus: 8, flitWidth: 2048, vcsPerVnet: 50 },
    });
    expect(warnings).toEqual([]);
  });

  it("have the original's rings: one vnet each, links that join neighbours", () => {
    const { description, queues } = garnetMachine(readGarnetFile(torus, "torus.txt").file);
    expect(queues).toEqual([2, 4, 4]);
    expect(description.vnets).toHaveLength(10);
    expect(description.links.filter(({ kind }) => kind === "internal")).toHaveLength(8 * 10);
    expect(description.links.filter(({ kind }) => kind === "inject")).toHaveLength(8 * 10);
  });

  it.each([
    ["NV_Switch", "AllToAll", 1],
    ["AllToAll", "AllToAll", 1],
    ["Torus3D", "Ring_XY", 2],
  ])("carry packets between neighbours of every dimension on %s", (topology, routing, rows) => {
    const text = torus
      .replace("Torus3D", topology)
      .replace("Ring_XY", routing)
      .replace("package-rows: 2", `package-rows: ${rows}`)
      .replace("vcs-per-vnet: 50", "vcs-per-vnet: 2 links-per-tile: 3");
    const { description, extents, queues, vnetOf } = garnetMachine(readGarnetFile(text, "net.txt").file);
    const engine = new PacketEngine(description);
    let stride = 1;
    let sent = 0;
    for (const [dimension, size] of extents.entries()) {
      for (let queue = 0; size > 1 && queue < queues[dimension]!; queue++)
        for (let source = 0; source < 8; source++) {
          const position = Math.floor(source / stride) % size;
          const destination = source + (((position + 1) % size) - position) * stride;
          engine.inject({
            source,
            destination,
            vnet: vnetOf(dimension, queue, source, destination),
            flitsPerPacket: 16,
          });
          sent++;
        }
      stride *= size;
    }
    let received = 0;
    engine.listener = { messageDelivered: () => void received++ };
    engine.run();
    expect(received).toBe(sent);
    expect(engine.busy).toBe(false);
  });

  it("may have words in any layout, and unknown keys with a warning", () => {
    const { file, warnings } = readGarnetFile(`${torus.replace(/\n/g, "  ")} num-npuz: 3`, "one-line.txt");
    expect(file.buffersPerVc).toBe(5000);
    expect(warnings).toEqual(['one-line.txt:1: nothing reads the key num-npuz. Did you mean "num-npus"?']);
  });

  it.each([
    [
      ["num-npus: 8", "num-npus: eight"],
      'net.txt:1: num-npus: not usable: found "eight", expected a whole number, 1 or more',
    ],
    [
      ["num-npus: 8", "num-npus: 6"],
      "net.txt:2: num-packages: must divide the NPUs: found 4, expected a divisor of 6",
    ],
    [
      ["topology: Torus3D", "topology: Torus4D"],
      'net.txt:4: topology: unknown topology: found "Torus4D", expected one of Torus3D, NV_Switch, AllToAll',
    ],
    [
      ["topology: Torus3D", ""],
      "net.txt: topology: the topology is missing: expected one of Torus3D, NV_Switch, AllToAll",
    ],
    [
      ["routing-algorithm: Ring_XY", "routing-algorithm: table"],
      'net.txt:14: routing-algorithm: Torus3D is routed by Ring_XY: found "table", expected Ring_XY',
    ],
    [
      ["tile-link-width: 256", "tile-link-width: 4096"],
      "net.txt:11: tile-link-width: a link may not be wider than a flit: found 4096, expected 2048 (flit-width) at most",
    ],
    [
      ["flit-width: 2048", "2048"],
      'net.txt:8: a value without a key: found "2048", expected words of the form `key: value`',
    ],
  ] as const)("refuse %o", ([from, to], message) => {
    expect(() => readGarnetFile(torus.replace(from, to), "net.txt")).toThrow(message);
  });
});
