// What @graphql-inspector/core says of each pair: JSON {case: [old, new]} on stdin, {case: [[level, type, path]]} on
// stdout.  Run by refresh.py from a directory where `npm install graphql@16 @graphql-inspector/core` was done.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { diff } = require('@graphql-inspector/core');
const { buildSchema } = require('graphql');

const outcomes = {};
for (const [name, [before, after]] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const changes = await diff(buildSchema(before), buildSchema(after));
  outcomes[name] = changes.map(({ criticality, type, path }) => [criticality.level, type, path ?? '']);
}
process.stdout.write(JSON.stringify(outcomes));
