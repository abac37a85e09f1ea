// What is measured. Each takes a store of its own and answers figures.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Program } from './programs.mjs';

export const sizes = {
  full: { enqueueWarmUp: 1, enqueueSeconds: 3, producers: 32, jobs: 50_000, drainLimit: 10, rate: 200, latencySeconds: 10, latencyWarmUp: 6, killJobs: 1000, killSlots: 20, killMs: 50, killLimit: 75 },
  quick: { enqueueWarmUp: 1, enqueueSeconds: 2, producers: 32, jobs: 10_000, drainLimit: 5, rate: 200, latencySeconds: 3, latencyWarmUp: 2, killJobs: 300, killSlots: 20, killMs: 50, killLimit: 15 },
};

/** Seconds after which a worker's death counts as not noticed. */
export const killLimit = (system, size) => Math.min(system.slow ?? 60, size.killLimit);

const start = (system, store, scenario, options) => new Program(system, store, scenario, options);

async function counted(stores, store, run) {
  const before = await stores.written(store);
  const figures = await run();
  const after = await stores.written(store);
  if (!before) return figures;
  return {
    ...figures, bytesPerJob: (after.bytes - before.bytes) / figures.jobs,
    commitsPerJob: before.commits === null ? null : (after.commits - before.commits) / figures.jobs,
  };
}

export const scenarios = {
  enqueue: (system, store, size, stores) => counted(stores, store, () =>
    start(system, store, 'enqueue-one', { producers: size.producers, warmup: size.enqueueWarmUp, seconds: size.enqueueSeconds }).end(60)),

  async drain(system, store, size, stores) {
    const fill = () => start(system, store, 'enqueue-many', { jobs: size.jobs, chunk: system.bulk.chunk, 'at-once': system.bulk.atOnce }).end(60);
    const bulk = await counted(stores, store, fill);
    const drain = await counted(stores, store, () =>
      start(system, store, 'drain', { jobs: size.jobs, slots: system.slots, batch: system.batch, limit: size.drainLimit }).end(120));
    return { bulk, drain };
  },

  async latency(system, store, size) {
    const [jobs, ignored] = [size.rate * (size.latencySeconds + size.latencyWarmUp), size.rate * size.latencyWarmUp];
    const options = { jobs, ignored, rate: size.rate, slots: system.latencySlots ?? (system.slots && 10), batch: system.latencyBatch ?? system.batch };
    if (system.oneProcess) return start(system, store, 'send-and-receive', { ...options, limit: 5 }).end(60);
    const receiver = start(system, store, 'receive', { ...options, limit: size.latencySeconds + size.latencyWarmUp + 8 });
    await receiver.ready;
    const sender = start(system, store, 'send', { jobs, rate: size.rate });
    const figures = await receiver.end(60);
    await sender.end(30);
    return figures;
  },

  // A worker is killed when half of the jobs have begun; another starts in that moment.
  async kill(system, store, size) {
    await start(system, store, 'fill', { jobs: size.killJobs }).end(60);
    const journal = join(store.data ?? process.env.BENCH_FOLDER, `journal-${process.hrtime.bigint()}`);
    const options = { journal, slots: size.killSlots, batch: system.killBatch ?? system.batch, duration: size.killMs };
    const read = () => (existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n').filter(Boolean).map(line => line.split(' ')) : []);
    const limit = Date.now() + killLimit(system, size) * 1000;
    const first = start(system, store, 'work', options);
    while (read().filter(([what]) => what === 's').length < size.killJobs / 2 && Date.now() < limit) await delay(5);
    await first.kill();
    const second = start(system, store, 'work', options);
    const within = Math.max(1, (limit - Date.now()) / 1000);
    await second.end(within).catch(error => { if (!/not done after/.test(error.message)) throw error; });
    return judge(read(), size.killJobs);
  },
};

function judge(lines, jobs) {
  const [starts, ends] = [new Map(), new Map()];
  for (const [what, job, at] of lines) {
    const into = what === 's' ? starts : ends;
    into.set(job, [...(into.get(job) ?? []), Number(at)]);
  }
  const begun = Math.min(...[...starts.values()].flat());
  const done = Math.max(...[...ends.values()].map(times => times[0]));
  return { seconds: ends.size === jobs ? (done - begun) / 1000 : null, notDone: jobs - ends.size, twice: [...starts.values()].filter(times => times.length > 1).length };
}
