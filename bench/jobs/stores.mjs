// Fresh stores for each scenario, and what a scenario has written to them.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Program } from './programs.mjs';

export class Stores {
  constructor({ folder, postgresPort, redisAlwaysPort, redisEverysecPort }) {
    Object.assign(this, { folder, postgresPort, count: 0, templates: new Map(), versions: {} });
    this.postgres = new pg.Client({ connectionString: this.#url('postgres') });
    this.redis = { 'redis-always': new Redis(redisAlwaysPort, '127.0.0.1'), 'redis-everysec': new Redis(redisEverysecPort, '127.0.0.1') };
  }

  async open() {
    await this.postgres.connect();
    this.versions.PostgreSQL = (await this.postgres.query('SHOW server_version')).rows[0].server_version.split(' ')[0];
    this.versions.Redis = /redis_version:(\S+)/.exec(await this.redis['redis-always'].info('server'))[1];
  }

  async close() {
    await this.postgres.end();
    for (const redis of Object.values(this.redis)) redis.disconnect();
  }

  /** A migrated store without jobs; the options with which a program finds it. */
  async fresh(system) {
    if (system.store.startsWith('redis')) return this.#freshRedis(system);
    const key = `${system.program}-${system.store}-${Boolean(system.tuned)}`;
    if (!this.templates.has(key)) {
      const made = system.store === 'postgres' ? await this.#create('template1') : this.#newSqlite();
      this.versions[system.program] = (await new Program(system, made, 'prepare').end(60)).version;
      this.templates.set(key, made);
    }
    const template = this.templates.get(key);
    if (system.store === 'sqlite') {
      const copy = this.#newSqlite();
      copyFileSync(template.url, copy.url);
      return copy;
    }
    await this.#alone(template.database);
    const copy = await this.#create(template.database);
    // What a page is written for the first time after a checkpoint costs more: the same point for everybody.
    await this.postgres.query('CHECKPOINT');
    return copy;
  }

  /** The store's log so far: bytes and, on PostgreSQL, commits. Null where there is no such figure. */
  async written(address) {
    if (address.redis) {
      const size = /aof_current_size:(\d+)/.exec(await this.redis[address.redis].info('persistence'));
      return { bytes: Number(size[1]), commits: null };
    }
    if (!address.database) return null;
    // Sessions count their commits when they end.
    await this.#alone(address.database);
    const { rows: [row] } = await this.postgres.query(
      "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS bytes, xact_commit AS commits FROM pg_stat_database WHERE datname = $1", [address.database]);
    return { bytes: Number(row.bytes), commits: Number(row.commits) };
  }

  async drop(address) {
    if (address.database) await this.postgres.query(`DROP DATABASE IF EXISTS ${address.database} WITH (FORCE)`);
  }

  async #freshRedis(system) {
    await this.redis[system.store].flushall();
    const { port } = this.redis[system.store].options;
    const address = { url: `redis://127.0.0.1:${port}`, redis: system.store };
    this.versions[system.program] ??= (await new Program(system, address, 'prepare').end(60)).version;
    return address;
  }

  #url = database => `postgres://steward@127.0.0.1:${this.postgresPort}/${database}`;

  #newFolder() {
    const folder = join(this.folder, `data-${++this.count}`);
    mkdirSync(folder);
    return folder;
  }

  #newSqlite() {
    const data = this.#newFolder();
    return { target: 'Sqlite', data, url: join(data, 'steward.db') };
  }

  async #create(template) {
    const database = `bench_${process.pid}_${++this.count}`;
    await this.postgres.query(`CREATE DATABASE ${database} TEMPLATE ${template}`);
    return {
      target: 'Postgres', data: this.#newFolder(), database, url: this.#url(database),
      npgsql: `Host=127.0.0.1;Port=${this.postgresPort};Username=steward;Database=${database}`,
    };
  }

  async #alone(database) {
    for (let tries = 0; tries < 500; tries++) {
      const { rows } = await this.postgres.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [database]);
      if (rows.length === 0) return;
      await delay(20);
    }
    throw new Error(`Somebody is still connected to ${database}.`);
  }
}
