// Reads {"texts": [...], "seconds": n} on standard input and writes, for each filter, which texts it flags and how many it judges a second.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RegExpMatcher, englishDataset, englishRecommendedTransformers } from 'obscenity';
import { Profanity } from '@2toad/profanity';
import { Filter } from 'bad-words';
import leo from 'leo-profanity';

const { texts, seconds } = JSON.parse(readFileSync(0, 'utf8'));
const require = createRequire(import.meta.url);
const version = name => JSON.parse(readFileSync(require.resolve(`./node_modules/${name}/package.json`), 'utf8')).version;

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const twoToad = new Profanity();
const badWords = new Filter();
const filters = {
  obscenity: text => matcher.hasMatch(text),
  '@2toad/profanity': text => twoToad.exists(text),
  'bad-words': text => badWords.isProfane(text),
  'leo-profanity': text => leo.check(text),
};

for (const [name, judge] of Object.entries(filters)) {
  const flagged = texts.map(text => judge(text) ? 1 : 0).join('');
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    for (const text of texts) judge(text);
    count += texts.length;
  }

  console.log(JSON.stringify({ name, version: version(name), node: process.version, flagged, perSecond: count / (performance.now() - start) * 1000 }));
}
