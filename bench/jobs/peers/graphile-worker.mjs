import { readFileSync } from 'node:fs';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';

const version = JSON.parse(readFileSync(new URL('../node_modules/graphile-worker/package.json', import.meta.url))).version;
const logger = new Logger(() => (level, message) => { if (level === 'error') console.error(message); });

// Graphile Worker. Tuned: a local queue and completions in batches, as its own benchmark has it.
export async function open({ url, tuned, batch }) {
  const connection = { connectionString: url, logger, ...(tuned ? { maxPoolSize: 20 } : {}) };
  const utils = await makeWorkerUtils(connection);
  return {
    version,
    prepare: () => utils.migrate(),
    enqueueOne: data => utils.addJob('work', data),
    enqueueMany: many => utils.addJobs(many.map(payload => ({ identifier: 'work', payload }))),
    async work(handler, slots) {
      const runner = await run({
        ...connection, concurrency: slots, noHandleSignals: true, parsedCronItems: [], taskList: { work: payload => handler(payload) },
        preset: tuned ? { worker: { localQueue: { size: batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } } : {},
      });
      return () => runner.stop();
    },
    left: () => utils.withPgClient(async client => Number((await client.query('SELECT count(*) FROM graphile_worker._private_jobs')).rows[0].count)),
    close: () => utils.release(),
  };
}
