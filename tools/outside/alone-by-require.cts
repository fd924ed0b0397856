import packet = require("@astra-ts/net-packet");

const { PacketSimulation } = packet;

// An 8 x 8 mesh with links of 16 bytes/ns and 1 ns: every NPU sends 512 bytes to the one across.
const mesh = new PacketSimulation([
  { shape: "mesh", npus: 8, bandwidth: 16, latency: 1 },
  { shape: "mesh", npus: 8, bandwidth: 16, latency: 1 },
]);
for (let source = 0; source < mesh.topology.npus; source++) {
  const [x, y] = mesh.topology.coordinates(source) as [number, number];
  const destination = mesh.topology.rank([y, x]);
  if (destination !== source) mesh.send({ source, destination, bytes: 512 });
}

const deliveries = mesh.run();
const slowest = deliveries.toSorted((a, b) => b.latency - a.latency)[0]!;
const { latency, counters } = mesh.report();
console.log(
  JSON.stringify({ messages: deliveries.length, slowest: slowest.latency, mean: latency?.mean, counters }),
);
