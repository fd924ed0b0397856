import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const programs = ["slurmctld", "slurmd", "sbatch", "squeue", "munged", "munge", "runuser"];

/** Why no Slurm can be started here; undefined where one can. */
export function noSlurmHere(): string | undefined {
  if (process.platform !== "linux") return "Slurm runs on Linux alone";
  if (process.getuid?.() !== 0) return "a private Slurm is started as root here, and this is another user";
  const missing = programs.filter((name) => spawnSync("which", [name]).status !== 0);
  if (missing.length > 0)
    return `Slurm is not installed (no ${missing.join(", ")}): apt-get install slurmctld slurmd slurm-client munge`;
  return undefined;
}

/** A Slurm of its own in a folder: one controller, and nodes that are processes of this machine, with a core each. No database, no cgroups, no systemd. */
export class PrivateSlurm {
  readonly nodes: readonly string[];
  readonly #folder: string;
  readonly #configuration: string;

  private constructor(folder: string, nodes: readonly string[]) {
    this.#folder = folder;
    this.#configuration = join(folder, "slurm.conf");
    this.nodes = nodes;
  }

  /** Starts it, and waits until its nodes are idle. Throws with the end of the controller's log where that takes more than half a minute. */
  static async start(folder: string, count: number): Promise<PrivateSlurm> {
    const nodes = Array.from({ length: count }, (_, index) => `node${index}`);
    const slurm = new PrivateSlurm(folder, nodes);
    await startMunge();
    for (const name of ["state", "log"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(slurm.#configuration, configuration(folder, nodes, await freePorts(count + 1)));
    slurm.#start("slurmctld", "-f", slurm.#configuration);
    for (const node of nodes) slurm.startNode(node);
    const idle = await within(
      30,
      () =>
        slurm
          .run("sinfo", "-h", "-N", "-o", "%T")
          .split("\n")
          .filter((state) => state === "idle").length === count,
    );
    if (!idle) {
      slurm.stop();
      throw new Error(`no node became idle:\n${slurm.log("slurmctld").split("\n").slice(-20).join("\n")}`);
    }
    return slurm;
  }

  /** What commands need in their environment to talk to it. */
  get environment(): Record<string, string> {
    return { SLURM_CONF: this.#configuration };
  }

  /** Runs one of Slurm's commands; what it prints, or nothing where it fails. */
  run(program: string, ...args: string[]): string {
    const { stdout } = spawnSync(program, args, {
      env: { ...process.env, ...this.environment },
      encoding: "utf8",
    });
    return stdout.trim();
  }

  startNode(node: string): void {
    this.#start("slurmd", "-N", node, "-f", this.#configuration);
  }

  /** Kills the daemon of a node; what it had started runs on, and nobody hears of it. */
  killNode(node: string): void {
    process.kill(this.#pidOf(`slurmd-${node}`)!, "SIGKILL");
  }

  /** What an operator does who sees that a node is gone; Slurm itself takes a minute to notice. */
  declareDown(node: string): void {
    this.run("scontrol", "update", `NodeName=${node}`, "State=DOWN", "Reason=killed");
  }

  log(daemon: string): string {
    return readFileSync(join(this.#folder, "log", `${daemon}.log`), "utf8");
  }

  /** Ends all jobs, and the daemons. */
  stop(): void {
    this.run("scancel", "--signal=KILL", "--full", "--user=root");
    this.run("scancel", "--user=root");
    for (const daemon of [...this.nodes.map((node) => `slurmd-${node}`), "slurmctld"]) {
      const pid = this.#pidOf(daemon);
      if (pid === undefined) continue;
      try {
        process.kill(pid, "SIGTERM");
      } catch {
        // It has ended already.
      }
    }
  }

  #start(program: string, ...args: string[]): void {
    const { status, stderr } = spawnSync(program, args, {
      env: { ...process.env, ...this.environment },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${program} did not start: ${stderr}`);
  }

  #pidOf(daemon: string): number | undefined {
    try {
      return Number(readFileSync(join(this.#folder, `${daemon}.pid`), "utf8"));
    } catch {
      return undefined;
    }
  }
}

/** The daemon that signs Slurm's messages; one serves the whole machine. */
async function startMunge(): Promise<void> {
  const answers = () => spawnSync("munge", ["-n"], { stdio: "ignore" }).status === 0;
  if (answers()) return;
  spawnSync("sh", ["-c", "mkdir -p /run/munge && chown munge:munge /run/munge"]);
  spawnSync("runuser", ["-u", "munge", "--", "munged"], { stdio: "ignore" });
  if (!(await within(10, answers))) throw new Error("munged does not answer");
}

function configuration(folder: string, nodes: readonly string[], ports: readonly number[]): string {
  const host = hostname();
  const lines = nodes.map(
    (node, index) =>
      `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[index + 1]} CPUs=1 RealMemory=4000 State=UNKNOWN`,
  );
  return `ClusterName=private
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=1
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool-%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd-%n.log
${lines.join("\n")}
PartitionName=all Nodes=${nodes.join(",")} Default=YES MaxTime=INFINITE State=UP
`;
}

/** Ports that nobody listens on now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits until it is so, at most that many seconds; whether it is. */
export async function within(seconds: number, isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  while (!isTrue()) {
    if (performance.now() > end) return false;
    await sleep(50);
  }
  return true;
}
