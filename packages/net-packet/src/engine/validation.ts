import { AstraError, tooLarge } from "@astra-ts/core";
import type { NetworkDescription } from "./description.js";

/** Largest number of virtual channel records (links x virtual channels, rounded up to a power of two each) that an engine accepts: 2 GiB of state. */
const mostChannels = 1 << 26;
const bytesPerChannel = 40;
/** Flit slots of a virtual channel, counted in 32 bits. */
const mostSlots = 2 ** 30;
/** Longest latency, cycles: whatever is on its way is filed by the cycle of its arrival. */
const mostCycles = 2 ** 24;
const bytesPerCycle = 8;
/** Entries of the routing tables: a link for each router and destination, or each router and place along its dimensions. */
const mostRoutes = 2 ** 29;
const bytesPerRoute = 5;

/** Throws TOO_LARGE where a network would have so many virtual networks that their list alone is too long. */
export function checkVnets(links: number, vnets: number, vcsPerVnet: number, field: string): void {
  const channels = links * vnets * vcsPerVnet;
  if (channels <= mostChannels) return;
  throw tooLarge({
    what: `virtual channels (${vnets} virtual networks with ${vcsPerVnet} each on ${links} links or more)`,
    count: channels,
    bytesEach: bytesPerChannel,
    field,
    expected: `at most ${mostChannels}`,
    hint: "Use fewer lanes, rings or virtual channels.",
  });
}

/** Throws INVALID_VALUE or TOO_LARGE for a description that the engine cannot run. */
export function checkDescription(description: NetworkDescription): void {
  const { nodes, routers, vnets, vcsPerVnet, links, routerLatency, routing } = description;
  const whole = (field: string, value: number, least: number): void => {
    if (!Number.isInteger(value) || value < least)
      throw new AstraError("INVALID_VALUE", {
        problem: "not usable for a packet network",
        field,
        found: value,
        expected: `a whole number, ${least} or more`,
      });
  };
  whole("nodes", nodes, 1);
  whole("routers", routers, 1);
  whole("vcsPerVnet", vcsPerVnet, 1);
  whole("vnets", vnets.length, 1);
  const routes =
    routers *
    (routing.kind === "dimension-order" ? routing.extents.reduce((sum, extent) => sum + extent, 0) : nodes);
  if (routes > mostRoutes)
    throw tooLarge({
      what: `routes (${routers} routers to ${nodes} nodes)`,
      count: routes,
      bytesEach: bytesPerRoute,
      expected: `at most ${mostRoutes}`,
      hint: "Simulate a smaller machine, or give it more dimensions; the analytical networks need no routes.",
    });
  const short = (field: string, cycles: number): void => {
    whole(field, cycles, 1);
    if (cycles > mostCycles)
      throw tooLarge({
        what: "cycles of latency",
        count: cycles,
        bytesEach: bytesPerCycle,
        field,
        expected: `at most ${mostCycles}`,
        hint: "Use a longer cycleTime, or the analytical networks for links this long.",
      });
  };
  const slots = (field: string, count: number): void => {
    whole(field, count, 1);
    if (count > mostSlots)
      throw tooLarge({
        what: "flit slots in a virtual channel",
        count,
        bytesEach: 1,
        field: "buffersPerVc",
        expected: `at most ${mostSlots}`,
        hint: "A channel needs no more slots than flits are on their way in a round trip.",
      });
  };
  for (const [index, vnet] of vnets.entries()) slots(`vnets.${index}.buffersPerVc`, vnet.buffersPerVc);
  for (const latency of typeof routerLatency === "number" ? [routerLatency] : routerLatency)
    short("routerLatency", latency);
  const channels = links.length * 2 ** Math.ceil(Math.log2(vnets.length * vcsPerVnet));
  if (channels > mostChannels)
    throw tooLarge({
      what: `virtual channels (${links.length} links with ${vnets.length * vcsPerVnet} each, made up to a power of two)`,
      count: channels,
      bytesEach: bytesPerChannel,
      expected: `at most ${mostChannels}`,
      hint: "Use fewer virtual channels, or the analytical-congestion network for a machine of this size.",
    });
  if (description.vcPackets === "many") {
    const adaptive = routing.kind === "dimension-order" && routing.adaptive !== undefined;
    if (adaptive || description.interfaces === "fork" || links.some((link) => link.serialization?.converters))
      throw new AstraError("UNSUPPORTED", {
        problem:
          "virtual channels of many packets go with neither adaptive routing, the fork's interfaces nor converters",
        field: "vcPackets",
        found: "many",
      });
  }
  const injects = new Uint8Array(nodes);
  const ejects = new Uint8Array(nodes);
  for (const [
    index,
    { kind, source, target, latency, serialization, vnet, buffersPerVc },
  ] of links.entries()) {
    const field = `links.${index}`;
    short(`${field}.latency`, latency);
    slots(`${field}.buffersPerVc`, buffersPerVc ?? 1);
    whole(`${field}.source`, source, 0);
    whole(`${field}.target`, target, 0);
    const sources = kind === "inject" ? nodes : routers;
    const targets = kind === "eject" ? nodes : routers;
    if (source >= sources || target >= targets)
      throw new AstraError("INVALID_VALUE", {
        problem: "a link leads from or to something that does not exist",
        field,
        found: { kind, source, target },
        expected: `source below ${sources}, target below ${targets}`,
      });
    if (serialization && !(serialization.cyclesPerFlit >= 1 && serialization.cyclesPerFlit < 1e6))
      throw new AstraError("INVALID_VALUE", {
        problem: "not a usable rate of a narrow link",
        field: `${field}.serialization.cyclesPerFlit`,
        found: serialization.cyclesPerFlit,
        expected: "1 to 1000000",
      });
    if (serialization && kind !== "internal")
      throw new AstraError("UNSUPPORTED", {
        problem: "links between interfaces and routers are as wide as a flit",
        field: `${field}.serialization`,
      });
    if (kind === "inject") injects[source] = 1;
    if (kind === "eject") ejects[target] = 1;
    if (description.interfaces === "fork" && kind === "inject" && vnet === undefined)
      throw new AstraError("UNSUPPORTED", {
        problem: "the fork's interface rule needs one inject link per virtual network",
        field,
      });
  }
  for (let node = 0; node < nodes; node++)
    if (injects[node] === 0 || ejects[node] === 0)
      throw new AstraError("MISSING_VALUE", {
        problem: `node ${node} has no ${injects[node] === 0 ? "inject" : "eject"} link`,
        field: "links",
      });
}
