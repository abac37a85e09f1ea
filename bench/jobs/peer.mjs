// One scenario on one of the peers: node peer.mjs PEER SCENARIO --name value … Prints JSON lines, the last one with the figures.
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const [peer, scenario, ...rest] = process.argv.slice(2);
const options = {};
for (let i = 0; i < rest.length; i += 2) options[rest[i].slice(2)] = rest[i + 1];
const number = name => {
  if (options[name] === undefined) throw new Error(`--${name} is missing.`);
  return Number(options[name]);
};
const now = () => performance.timeOrigin + performance.now();
const say = line => console.log(JSON.stringify(line));
const slots = Number(options.slots ?? 10);
const { open } = await import(`./peers/${peer}.mjs`);
const queue = await open({ url: options.url, tuned: options.tuned === 'true', batch: Number(options.batch ?? 1) });

async function produce(seconds) {
  const start = now();
  let done = 0;
  await Promise.all(Array.from({ length: number('producers') }, async () => {
    while (now() - start < seconds * 1000) {
      await queue.enqueueOne({ number: 0 });
      done++;
    }
  }));
  return { done, perSecond: done / ((now() - start) / 1000) };
}

async function enqueueMany(jobs, chunk, atOnce) {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < jobs) {
      const first = next;
      next = Math.min(jobs, next + chunk);
      await queue.enqueueMany(Array.from({ length: next - first }, (_, i) => ({ number: first + i })));
    }
  }));
}

async function send() {
  const [start, sending] = [now(), []];
  for (let i = 0; i < number('jobs'); i++) {
    const early = start + i * 1000 / number('rate') - now();
    if (early > 0) await delay(early);
    sending.push(queue.enqueueOne({ number: i, sent: now() }));
  }
  await Promise.all(sending);
}

const scenarios = {
  async prepare() {
    await queue.prepare();
    return { version: queue.version };
  },
  async 'enqueue-one'() {
    const warm = await produce(number('warmup'));
    const measured = await produce(number('seconds'));
    return { perSecond: measured.perSecond, jobs: warm.done + measured.done };
  },
  async 'enqueue-many'() {
    const start = now();
    await enqueueMany(number('jobs'), number('chunk'), number('at-once'));
    return { perSecond: number('jobs') / ((now() - start) / 1000), jobs: number('jobs') };
  },
  // From the first job that ran until the last end is stored, or until the limit: then what had run counts.
  async drain() {
    let [ran, first, enough] = [0, 0, () => {}];
    const all = new Promise(resolve => { enough = resolve; });
    const stop = await queue.work(async () => {
      if (++ran === 1) first = now();
      if (ran === number('jobs')) enough();
    }, slots);
    await Promise.race([all, delay(number('limit') * 1000)]);
    const [done, seconds] = [ran, (now() - first) / 1000];
    if (done < number('jobs')) return { perSecond: done / seconds, jobs: done, left: number('jobs') - done };
    while (await queue.left() > 0) await delay(2);
    const perSecond = done / ((now() - first) / 1000);
    await stop();
    return { perSecond, jobs: done, left: 0 };
  },
  async send() {
    await send();
    return { sent: number('jobs') };
  },
  receive: () => receive(false),
  'send-and-receive': () => receive(true),
  async fill() {
    await enqueueMany(number('jobs'), number('jobs'), 1);
    return { jobs: number('jobs') };
  },
  async work() {
    // Written before the job goes on: what is in the file happened, even if the process is gone the moment after.
    const journal = openSync(options.journal, 'a');
    const note = (what, job) => writeSync(journal, `${what} ${job.number} ${now().toFixed(3)}\n`);
    const stop = await queue.work(async job => {
      note('s', job);
      await delay(number('duration'));
      note('e', job);
    }, slots);
    say({ ready: true });
    while (await queue.left() > 0) await delay(50);
    await stop();
    closeSync(journal);
    return { left: 0 };
  },
};

async function receive(sends) {
  const waits = [];
  let [seen, enough] = [0, () => {}];
  const all = new Promise(resolve => { enough = resolve; });
  await queue.work(async job => {
    const wait = now() - job.sent;
    if (job.number >= number('ignored')) waits.push(wait);
    if (++seen === number('jobs')) enough();
  }, slots);
  say({ ready: true });
  if (sends) await send();
  await Promise.race([all, delay(number('limit') * 1000)]);
  waits.sort((a, b) => a - b);
  const at = share => waits.length === 0 ? null : waits[Math.min(waits.length - 1, Math.ceil(waits.length * share) - 1)];
  return { p50: at(.5), p95: at(.95), p99: at(.99), seen: waits.length, expected: number('jobs') - number('ignored') };
}

const figures = await scenarios[scenario]();
const cpu = process.cpuUsage();
say({ ...figures, peakMb: process.resourceUsage().maxRSS * 1024 / 1e6, cpuSeconds: (cpu.user + cpu.system) / 1e6 });
// A peer that still holds jobs at the limit would take its time to stop: the figures are out.
await Promise.race([queue.close(), delay(2000)]);
process.exit(0);
