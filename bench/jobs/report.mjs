// The figures as tables, medians of the rounds; what people wrote about them is kept.
import os from 'node:os';
import { execFileSync } from 'node:child_process';
import { killLimit } from './scenarios.mjs';

const median = values => {
  const sorted = values.filter(value => value !== null && value !== undefined).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.floor(sorted.length / 2)];
};
const whole = value => (value === null ? '–' : Math.round(value).toLocaleString('en-US'));
const tenth = value => (value === null ? '–' : value.toFixed(1));
const hundredth = value => (value === null ? '–' : value.toFixed(2));

const machine = () => {
  let name = '';
  try { name = /PRETTY_NAME="(.*)"/.exec(execFileSync('cat', ['/etc/os-release'], { encoding: 'utf8' }))[1] + ', '; } catch { /* not a Linux with that file */ }
  return `${name}Linux ${os.release()}, ${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${(os.totalmem() / 2 ** 30).toFixed(0)} GB`;
};

const commit = () => {
  try { return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' }).trim(); } catch { return 'unknown'; }
};

function table(head, rows) {
  return rows.length === 0 ? [] : [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map(row => `| ${row.join(' | ')} |`), ''];
}

// The part between the marks is written by people from the figures, and survives the next run.
function remarks(before) {
  const [, kept] = /<!-- remarks -->\n([\s\S]*?)<!-- end of remarks -->/.exec(before) ?? [];
  return ['<!-- remarks -->', ...(kept ? [kept.trimEnd()] : []), '<!-- end of remarks -->', ''];
}

export function report({ systems, results, size, rounds, quick, versions, failures, skipped, before }) {
  const of = (system, scenario, figure) => median((results.get(system.id)[scenario] ?? []).map(one => one[figure]));
  const measured = scenario => systems.filter(system => results.get(system.id)[scenario]);
  const log = (system, scenario) => [whole(of(system, scenario, 'bytesPerJob')), hundredth(of(system, scenario, 'commitsPerJob'))];
  const kills = system => results.get(system.id).kill;

  return [
    '# Jobs: the queue beside its peers', '',
    `Date ${new Date().toISOString().slice(0, 10)}${quick ? ', **quick run: one round, fewer jobs, not for comparison**' : ''}. ${machine()}; store, worker and producer share the machine.`,
    `Steward ${versions.steward ?? ''} at ${commit()}; on Node ${process.versions.node}: bullmq ${versions.bullmq ?? '–'}, pg-boss ${versions['pg-boss'] ?? '–'}, graphile-worker ${versions['graphile-worker'] ?? '–'}; PostgreSQL ${versions.PostgreSQL}, Redis ${versions.Redis}.`,
    `Medians of ${rounds} interleaved ${rounds === 1 ? 'round' : 'rounds'}. PostgreSQL: \`fsync\`, \`synchronous_commit\` and \`full_page_writes\` on. SQLite: \`synchronous=FULL\`. Redis with \`appendfsync always\` is`,
    'as durable; with `everysec`, its usual setting, the last second may be lost. Steward runs the whole server and keeps ended jobs; Graphile Worker deletes them.', '',
    ...enqueueing(), ...draining(), ...pickingUp(), ...dying(), ...goals(), ...losses(),
    '## Why', '', ...remarks(before),
    ...(failures.length + skipped > 0 ? ['## Not measured', '', ...failures.map(line => `- ${line}`), ...(skipped > 0 ? [`- ${skipped} measurements: the time was up.`] : []), ''] : []),
  ].join('\n');

  function enqueueing() {
    if (measured('enqueue').length === 0) return [];
    return [
      '## Enqueue', '',
      `${size.producers} producers, each one job after the other, ${size.enqueueSeconds} s after ${size.enqueueWarmUp} s to warm up; a call returns when its job is stored. In bulk: ${whole(size.jobs)} jobs.`, '',
      ...table(['system', 'one by one, jobs/s', 'log bytes per job', 'commits per job', 'in bulk, jobs/s', 'jobs per call × calls at once'],
        measured('enqueue').map(system => [system.label, whole(of(system, 'enqueue', 'perSecond')), ...log(system, 'enqueue'), whole(of(system, 'bulk', 'perSecond')), `${system.bulk.chunk} × ${system.bulk.atOnce}`])),
    ];
  }

  function draining() {
    if (measured('drain').length === 0) return [];
    return [
      '## Drain', '',
      `${whole(size.jobs)} jobs that do nothing, one worker process, from the first job that ran until the last end is stored; a peer that needs more than ${size.drainLimit} s is stopped and counted until then.`,
      'Log and commits are of the whole process, start and stop included; reading transactions count as commits. Processor time without that of the store.', '',
      ...table(['system', 'slots', 'jobs/s', 'log bytes per job', 'commits per job', 'µs of processor per job', 'peak memory, MB'],
        measured('drain').map(system => [
          system.label, system.slots ?? 10, whole(of(system, 'drain', 'perSecond')), ...log(system, 'drain'),
          whole(median(results.get(system.id).drain.map(one => one.cpuSeconds * 1e6 / one.jobs))), whole(of(system, 'drain', 'peakMb'))])),
    ];
  }

  function pickingUp() {
    if (measured('latency').length === 0) return [];
    return [
      '## Pick-up', '',
      `${size.rate} jobs a second that nobody waits for, ${size.latencySeconds} s in each round after ${size.latencyWarmUp} s to warm up: ms from the call that enqueues until the handler begins. Producer and worker are two processes;`,
      'SQLite has one, as it is run. Ten slots, else as it comes.', '',
      ...table(['system', 'p50', 'p95', 'p99', 'not picked up in time'], measured('latency').map(system => [
        system.label, ...['p50', 'p95', 'p99'].map(figure => tenth(of(system, 'latency', figure))),
        whole(median(results.get(system.id).latency.map(one => one.expected - one.seen)))])),
    ];
  }

  function dying() {
    if (measured('kill').length === 0) return [];
    return [
      '## Kill -9', '',
      `${whole(size.killJobs)} jobs of ${size.killMs} ms, ${size.killSlots} at a time. When half have begun the worker is killed, and another is started in that moment. Seconds from the first job's start until the last job has been done.`,
      'Tuned: leases of seconds, as short as the peer allows or short enough.', '',
      ...table(['system', 'seconds to done', 'begun twice', 'not done within the limit'], measured('kill').map(system => [
        system.label, tenth(median(kills(system).map(one => one.seconds))), whole(median(kills(system).map(one => one.twice))),
        `${whole(Math.max(...kills(system).map(one => one.notDone)))}${kills(system).some(one => one.notDone > 0) ? ` (${killLimit(system, size)} s)` : ''}`])),
    ];
  }

  function goals() {
    const one = id => systems.find(system => system.id === id);
    if (!one('steward-pg')) return [];
    const best = (ids, scenario, figure) => Math.max(...ids.map(one).filter(Boolean).map(system => of(system, scenario, figure) ?? 0));
    const wide = best(['steward-pg', 'steward-pg-wide'], 'drain', 'perSecond');
    const graphile = best(['graphile', 'graphile-tuned'], 'drain', 'perSecond');
    const [seconds, twice, lost] = [of(one('steward-pg'), 'kill', 'seconds'), of(one('steward-pg'), 'kill', 'twice'), of(one('steward-pg'), 'kill', 'notDone')];
    const rows = [
      ['enqueue one by one', '10,000/s', of(one('steward-pg'), 'enqueue', 'perSecond'), value => value >= 10_000],
      ['enqueue in bulk', '60,000/s', of(one('steward-pg'), 'bulk', 'perSecond'), value => value >= 60_000],
      ['drain, ahead of Graphile Worker at its best', `${whole(graphile)}/s`, graphile > 0 && wide > 0 ? wide : null, value => value > graphile],
      ['pick-up p99, defaults', '5 ms', of(one('steward-pg'), 'latency', 'p99'), value => value <= 5],
      ['kill -9, seconds to done', '10', seconds, value => value <= 10],
      ['kill -9, begun twice', '20', twice, value => value <= 20],
      ['kill -9, lost', '0', lost, value => value === 0],
    ];
    return ['## Goals, on PostgreSQL', '', ...table(['work', 'goal', 'measured', 'reached'], rows.filter(([, , value]) => value !== null)
      .map(([work, goal, value, reached]) => [work, goal, value < 100 ? tenth(value) : whole(value), reached(value) ? 'yes' : 'no']))];
  }

  function losses() {
    const lines = [];
    const finished = system => (results.get(system.id).kill ?? []).every(one => one.notDone === 0);
    const compare = (title, scenario, figure, better, show, unit) => {
      const rows = measured(scenario).filter(system => scenario === 'bulk' ? system.scenarios.includes('bulk') : scenario !== 'kill' || finished(system)).map(system => ({ system, value: of(system, scenario, figure) })).filter(row => row.value !== null).sort((a, b) => better(a.value, b.value));
      const own = rows.filter(row => row.system.program === 'steward');
      // Of rows that differ in slots the better one; of those that pick up in another way each.
      for (const ours of own.filter(row => scenario === 'latency' || row === own.find(other => other.system.store === row.system.store))) {
        const ahead = rows.slice(0, rows.indexOf(ours)).filter(row => row.system.program !== 'steward');
        if (ahead.length > 0) lines.push(`- ${title}, ${ours.system.label} (${show(ours.value)}${unit}): behind ${ahead.map(row => `${row.system.label} (${show(row.value)})`).join(', ')}.`);
      }
    };
    const [more, less] = [(a, b) => b - a, (a, b) => a - b];
    compare('Enqueue one by one', 'enqueue', 'perSecond', more, whole, '/s');
    compare('Enqueue in bulk', 'bulk', 'perSecond', more, whole, '/s');
    compare('Drain', 'drain', 'perSecond', more, whole, '/s');
    compare('Drain, log', 'drain', 'bytesPerJob', less, whole, ' bytes per job');
    compare('Drain, memory', 'drain', 'peakMb', less, whole, ' MB');
    compare('Pick-up p50', 'latency', 'p50', less, tenth, ' ms');
    compare('Pick-up p99', 'latency', 'p99', less, tenth, ' ms');
    compare('Kill -9', 'kill', 'seconds', less, tenth, ' s');
    compare('Kill -9, begun twice', 'kill', 'twice', less, whole, '');
    return ['## Where we lose', '', ...(lines.length > 0 ? lines : ['Nowhere in this run.']), ''];
  }
}
