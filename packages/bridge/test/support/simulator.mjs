// A simulator that speaks the line protocol: shortest way by latency, bytes over the narrowest link on it, no contention. Its first parameter names a way to misbehave.
import { appendFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

const [fault = "none"] = process.argv.slice(2);
const links = [];
const sent = [];
let npus = 0;
let now = 0;
let runs = 0;

/** Writes down the conversation where it is told a file. */
const note = (direction, line) => {
  const file = process.env.CONVERSATION;
  if (file !== undefined) appendFileSync(file, `${direction} ${line}\n`);
};
const say = (text) => {
  for (const line of text.split("\n")) note("<", line);
  process.stdout.write(`${text}\n`);
};

/** The links of the quickest way, by Bellman and Ford. */
function way(source, destination) {
  const best = new Map([[source, { latency: 0, links: [] }]]);
  for (let changed = true; changed; ) {
    changed = false;
    for (const link of links) {
      const start = best.get(link.from);
      if (start === undefined) continue;
      const latency = start.latency + link.latency;
      if (latency >= (best.get(link.to)?.latency ?? Number.POSITIVE_INFINITY)) continue;
      best.set(link.to, { latency, links: [...start.links, link] });
      changed = true;
    }
  }
  return best.get(destination);
}

function send(number, source, destination, bytes, time) {
  const { latency, links: crossed } = way(source, destination);
  const narrowest = Math.min(...crossed.map(({ bandwidth }) => bandwidth));
  for (const link of crossed) {
    link.bytes += bytes;
    link.messages++;
    link.busy = Math.max(link.busy, time) + bytes / link.bandwidth;
  }
  sent.push({ number, due: Math.ceil(time + latency + bytes / narrowest) });
  sent.sort((a, b) => a.due - b.due || a.number - b.number);
}

function run(limit) {
  runs++;
  if (fault === "crash" && runs === 3) process.kill(process.pid, "SIGSEGV");
  if (fault === "exit" && runs === 3) {
    process.stderr.write("out of ideas\n");
    process.exit(3);
  }
  if (fault === "silent" && runs === 3) return;
  if (fault === "slow" && runs < 40) setTimeout(() => answer(limit), 50);
  else answer(limit);
}

function answer(limit) {
  if (fault === "garbage") say("what?");
  else if (fault === "stranger") say(`at ${limit === "-" ? now : limit} 4711`);
  else if (fault === "beyond" && limit !== "-") say(`at ${Number(limit) + 1}`);
  else if (fault === "gives-up") say("error the cable has melted");
  else {
    if (fault === "talks") for (const line of ["busy", "warn mind the gap", "memory 12345"]) say(line);
    const [first] = sent;
    const isDue = first !== undefined && (limit === "-" || first.due <= Number(limit));
    if (first === undefined && limit === "-") return say("idle");
    if (!isDue) {
      now = Number(limit);
      return say(`at ${limit}`);
    }
    now = first.due;
    const arriving = [];
    while (sent[0]?.due === now) arriving.push(sent.shift().number);
    return say(`at ${now} ${arriving.join(" ")}`);
  }
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    note(">", line);
    const [word, ...fields] = line.split(" ");
    if (word === "astra-ts") {
      if (fault === "stranger-still") say("bonjour");
      else say(`simulator test 1.2 protocol ${fault === "old" ? 0 : 1}`);
    } else if (word === "npus") npus = Number(fields[0]);
    else if (word === "link") {
      const [from, to, bandwidth, latency] = fields.map(Number);
      links.push({ from, to, bandwidth, latency, bytes: 0, messages: 0, busy: 0 });
    } else if (word === "start") say(npus > 0 ? "ready" : "error no NPUs");
    else if (word === "send") send(...fields.map(Number));
    else if (word === "run") run(fields[0]);
    else if (word === "report") {
      for (const [number, { bytes, messages }] of links.entries())
        if (messages > 0) say(`link ${number} bytes ${bytes} messages ${messages} most-waiting 0`);
      say("counter packets 1");
      say("end");
    } else if (word === "quit") process.exit(0);
  })
  .on("close", () => process.exit(0));
