// Composes each case with @theguild/federation-composition: JSON {case: [{name, sdl}]} on stdin, outcomes on stdout.
// Run by refresh.py from a directory where `npm install @theguild/federation-composition graphql@16` was done.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { composeServices } = require('@theguild/federation-composition');
const { parse } = require('graphql');

const outcomes = {};
for (const [name, subgraphs] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  try {
    const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
    const { supergraphSdl, errors } = composeServices(services);
    outcomes[name] = {
      errors: (errors ?? []).map((error) => [error.extensions?.code ?? 'INVALID_GRAPHQL', error.message]),
      supergraph: supergraphSdl ?? null,
    };
  } catch (error) {
    outcomes[name] = { errors: [['THROWS', String(error.message)]], supergraph: null };
  }
}
process.stdout.write(JSON.stringify(outcomes));
