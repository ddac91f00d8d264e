// Composes each case with @apollo/composition: JSON {case: [{name, sdl}]} on stdin, outcomes as JSON on stdout.
// Run by refresh.py from a directory where `npm install @apollo/composition graphql@16` was done.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { composeServices } = require('@apollo/composition');
const { GraphQLError, parse } = require('graphql');

const outcomes = {};
for (const [name, subgraphs] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  try {
    const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
    const { supergraphSdl, errors, hints } = composeServices(services);
    outcomes[name] = {
      errors: (errors ?? []).map((error) => [error.extensions?.code ?? 'INVALID_GRAPHQL', error.message]),
      hints: (hints ?? []).map((hint) => [`${hint.definition.code} ${hint.definition.level.name}`, hint.message]),
      supergraph: supergraphSdl ?? null,
    };
  } catch (error) {
    outcomes[name] = { errors: [['INVALID_GRAPHQL', String(error.message)]], hints: [], supergraph: null, throws: !(error instanceof GraphQLError) };
  }
}
process.stdout.write(JSON.stringify(outcomes));
