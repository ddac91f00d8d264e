// Composes each case with @theguild/federation-composition's contracts: JSON {case: {subgraphs, include, exclude, hide}}
// on stdin, {case: {errors, api}} on stdout.  Run by refresh.py from a directory where
// `npm install graphql@16 @theguild/federation-composition` was done.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { composeSchemaContract } = require('@theguild/federation-composition');
const { parse } = require('graphql');

const outcomes = {};
for (const [name, { subgraphs, include, exclude, hide }] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
  try {
    const result = composeSchemaContract(services, { include: new Set(include), exclude: new Set(exclude) }, hide);
    const codes = (result.errors ?? []).map((error) => error.extensions?.code ?? 'INVALID_GRAPHQL');
    outcomes[name] = { errors: [...new Set(codes)].sort(), api: result.publicSdl ?? null };
  } catch (error) {
    outcomes[name] = { errors: ['THROWS'], api: null };
  }
}
process.stdout.write(JSON.stringify(outcomes));
