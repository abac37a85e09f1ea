// Runs every scenario of every row in interleaved rounds and writes the report. Started by ./run, which starts the stores.
//   --quick          one round with fewer jobs
//   --only TEXT      rows whose id contains the text
//   --scenario NAME  enqueue, drain (with bulk), latency or kill alone
//   --out FILE       the report
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { killAll } from './programs.mjs';
import { report } from './report.mjs';
import { scenarios, sizes } from './scenarios.mjs';
import { Stores } from './stores.mjs';
import { systems } from './systems.mjs';

const after = name => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const quick = process.argv.includes('--quick');
const size = quick ? sizes.quick : sizes.full;
const rounds = quick ? 1 : 3;
const chosen = systems.filter(system => system.id.includes(after('--only') ?? ''));
const limitMinutes = 24;
const started = Date.now();
const minutes = () => (Date.now() - started) / 60_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { killAll(); process.exit(130); });
process.on('exit', killAll);

const stores = new Stores({
  folder: process.env.BENCH_FOLDER, postgresPort: Number(process.env.BENCH_POSTGRES_PORT),
  redisAlwaysPort: Number(process.env.BENCH_REDIS_ALWAYS_PORT), redisEverysecPort: Number(process.env.BENCH_REDIS_EVERYSEC_PORT),
});
await stores.open();

const results = new Map(chosen.map(system => [system.id, {}]));
const failures = [];
let skipped = 0;

function keep(system, name, figures) {
  (results.get(system.id)[name] ??= []).push(figures);
  appendFileSync(process.env.BENCH_LINES, JSON.stringify({ system: system.id, scenario: name, ...figures }) + '\n');
  const shown = Object.entries(figures).map(([key, value]) => `${key} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`);
  console.error(`  ${minutes().toFixed(1)} min  ${system.label}, ${name}: ${shown.join(', ')}`);
}

async function run(system, name) {
  let store;
  try {
    store = await stores.fresh(system);
    const figures = await scenarios[name](system, store, size, stores);
    if (name === 'drain') for (const part of ['bulk', 'drain']) keep(system, part, figures[part]);
    else keep(system, name, figures);
  } catch (error) {
    failures.push(`${system.label}, ${name}: ${error.message.split('\n')[0]}`);
    console.error(`  FAILED ${error.message}`);
  } finally {
    if (store) await stores.drop(store);
  }
}

for (let round = 1; round <= rounds; round++) {
  for (const name of Object.keys(scenarios).filter(scenario => (after('--scenario') ?? scenario) === scenario)) {
    console.error(`round ${round} of ${rounds}: ${name}`);
    for (const system of chosen.filter(one => one.scenarios.includes(name))) {
      // A peer that waits for minutes until a worker is dead shows it once.
      if (name === 'kill' && system.slow && round > 1) continue;
      if (minutes() > limitMinutes) skipped++;
      else await run(system, name);
    }
  }
}

const out = after('--out');
const before = (() => { try { return out ? readFileSync(out, 'utf8') : ''; } catch { return ''; } })();
const text = report({ systems: chosen, results, size, rounds, quick, versions: stores.versions, failures, skipped, before });
console.log(text);
if (out) writeFileSync(out, text);
await stores.close();
process.exit(failures.length > 0 ? 1 : 0);
