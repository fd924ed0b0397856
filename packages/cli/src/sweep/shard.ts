import { readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { AstraError } from "@astra-ts/core";

/** One of the parts that a sweep is dealt into. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** Parts that are accepted: as many as the array of a Slurm job has tasks at most, however it is set up. */
const mostShards = 100_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `3/8`, the fourth of eight; `env/8`, whose index the scheduler tells; or `env`, for both. Slurm tells them by `SLURM_ARRAY_TASK_ID` and `SLURM_ARRAY_TASK_COUNT`,
 * a Kubernetes Indexed Job by `JOB_COMPLETION_INDEX` the index alone. Throws INVALID_VALUE.
 */
export function parseShard(text: string, environment: Environment): Shard {
  const match = /^(\d{1,6}|env)(?:\/(\d{1,6}))?$/.exec(text.trim());
  if (match === null || (match[1] !== "env" && match[2] === undefined)) throw notAShard(text);
  const [, first, second] = match;
  const count = second === undefined ? undefined : Number(second);
  const shard =
    first === "env" ? shardOfEnvironment(environment, count) : { index: Number(first), count: count! };
  if (shard.count < 1 || shard.count > mostShards || shard.index >= shard.count) {
    throw new AstraError("INVALID_VALUE", {
      field: "--shard",
      problem: "no such shard",
      found: `${shard.index}/${shard.count}`,
      expected: `an index below a number of shards of at most ${mostShards}`,
      hint: "Shards are counted from 0: the first of eight is 0/8, the last 7/8.",
    });
  }
  return shard;
}

function notAShard(text: string): AstraError {
  return new AstraError("INVALID_VALUE", {
    field: "--shard",
    problem: "not a shard",
    found: text,
    expected: "index/count such as 0/8, or env/8, or env",
    hint: "Shards are counted from 0; env takes the index from SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX.",
  });
}

function shardOfEnvironment(environment: Environment, count: number | undefined): Shard {
  const number = (name: string): number | undefined => {
    const value = environment[name];
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const task = number("SLURM_ARRAY_TASK_ID");
  const index = task ?? number("JOB_COMPLETION_INDEX");
  if (index === undefined) {
    throw new AstraError("INVALID_VALUE", {
      field: "--shard",
      problem: "no scheduler tells an index: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set",
      found: "env",
      hint: "Start the command as a task of a job array or of an Indexed Job, or name the shard: --shard 0/8.",
    });
  }
  if (count !== undefined) return { index, count };
  const [tasks, least, most] = [
    number("SLURM_ARRAY_TASK_COUNT"),
    number("SLURM_ARRAY_TASK_MIN") ?? 0,
    number("SLURM_ARRAY_TASK_MAX"),
  ];
  // An array of chosen tasks, such as 3,7, does not say how many shards there are.
  if (task === undefined || tasks === undefined || (most !== undefined && most - least !== tasks - 1)) {
    throw new AstraError("INVALID_VALUE", {
      field: "--shard",
      problem: "the scheduler tells the index of the shard, but not how many there are",
      found: "env",
      expected: "env/<count>",
      hint: "Say how many shards there are: --shard env/8.",
    });
  }
  return { index: index - least, count: tasks };
}

/** The results file of a shard: `name.shard-3-of-8.jsonl` beside `name.jsonl`. */
export function shardFile(file: string, { index, count }: Shard): string {
  const ending = extname(file);
  return `${file.slice(0, file.length - ending.length)}.shard-${index}-of-${count}${ending}`;
}

/** The results files of shards that lie beside a results file, by number of shards and index. */
export function shardFilesBeside(file: string): string[] {
  const ending = extname(file);
  const stem = basename(file, ending);
  const found = namesIn(dirname(file)).flatMap((name) => {
    if (!name.startsWith(`${stem}.shard-`) || !name.endsWith(ending)) return [];
    const middle = name.slice(stem.length, name.length - ending.length);
    const match = /^\.shard-(\d+)-of-(\d+)$/.exec(middle);
    return match === null ? [] : [{ name, index: Number(match[1]), count: Number(match[2]) }];
  });
  return found
    .sort((a, b) => a.count - b.count || a.index - b.index)
    .map(({ name }) => join(dirname(file), name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that is not there has no files: whoever writes makes it, or says why not.
    return [];
  }
}
