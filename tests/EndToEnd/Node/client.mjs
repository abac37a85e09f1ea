// What OpenAI's own client for Node makes of a server: one JSON object on standard output, read by a test.
import OpenAI, { APIError } from 'openai';

const client = new OpenAI({ apiKey: process.env.KEY, baseURL: process.env.BASE, maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello.' }];
const model = process.env.MODEL;

async function refused(ask) {
  try {
    await ask();
    return null;
  } catch (error) {
    return error instanceof APIError ? { class: error.constructor.name, status: error.status, code: error.code, type: error.type } : { class: error.constructor.name };
  }
}

const { data: whole, response } = await client.chat.completions.create({ model, messages }).withResponse();

const stream = await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
let text = '', pieces = 0, usage = null, finish = null;
for await (const piece of stream) {
  pieces++;
  text += piece.choices[0]?.delta?.content ?? '';
  finish = piece.choices[0]?.finish_reason ?? finish;
  usage = piece.usage ?? usage;
}

const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];
const called = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'The weather in Oslo?' }], tools, tool_choice: 'required' });

const asNumbers = await client.embeddings.create({ model: 'openai/text-embedding-3-small', input: ['a door', 'a window'], encoding_format: 'float' });
const byDefault = await client.embeddings.create({ model: 'openai/text-embedding-3-small', input: ['a door', 'a window'] });
const builtin = await client.embeddings.create({ model: 'builtin/embedding', input: 'a door', dimensions: 256 });

const models = [];
for await (const one of await client.models.list()) models.push(one.id);

console.log(JSON.stringify({
  whole: whole.choices[0].message.content, tokens: whole.usage.total_tokens, provider: response.headers.get('x-steward-provider'), cost: response.headers.get('x-steward-cost'),
  streamed: text, pieces, finish, streamedTokens: usage?.total_tokens,
  tool: called.choices[0].message.tool_calls?.[0]?.function,
  models,
  vectors: { count: byDefault.data.length, length: byDefault.data[0].embedding.length, alike: byDefault.data.every((d, i) => d.embedding.every((n, j) => Math.abs(n - asNumbers.data[i].embedding[j]) < 1e-7)),
    tokens: byDefault.usage.total_tokens, builtin: builtin.data[0].embedding.length, builtinModel: builtin.model },
  noVectors: await refused(() => client.embeddings.create({ model: 'anthropic/claude-haiku-4-5', input: 'a door' })),
  emptyText: await refused(() => client.embeddings.create({ model: 'openai/text-embedding-3-small', input: ['a door', ''] })),
  unknownModel: await refused(() => client.chat.completions.create({ model: 'gpt-of-nobody', messages })),
  wrong: await refused(() => client.chat.completions.create({ model, messages: [] })),
  wrongKey: await refused(() => new OpenAI({ apiKey: 'ck_live_none', baseURL: process.env.BASE, maxRetries: 0 }).models.list()),
  overBudget: await refused(() => client.chat.completions.create({ model, messages, user: 'poor' })),
}));
