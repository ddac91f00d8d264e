// Composes with the library in the working directory's node_modules: {supergraph: {subgraph: sdl}} on stdin,
// {supergraph: {sdl, errors}} on stdout.  Knows @apollo/federation (1), @apollo/composition (2) and The Guild's.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');

const load = createRequire(`${process.cwd()}/compose.cjs`);
const { parse } = load('graphql');

function composer() {
  for (const [library, entry] of [
    ['@apollo/federation', 'composeAndValidate'],
    ['@apollo/composition', 'composeServices'],
    ['@theguild/federation-composition', 'composeServices'],
  ]) {
    try {
      return load(library)[entry];
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`no composer is installed in ${process.cwd()}`);
}

const compose = composer();
const composed = {};
for (const [name, subgraphs] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  try {
    const services = Object.entries(subgraphs).map(([service, sdl]) => ({
      name: service, url: `http://${service}.example/graphql`, typeDefs: parse(sdl),
    }));
    const { supergraphSdl, errors } = compose(services);
    composed[name] = { sdl: supergraphSdl ?? null, errors: (errors ?? []).map((error) => error.message) };
  } catch (error) {
    composed[name] = { sdl: null, errors: [error.message] };
  }
}
process.stdout.write(JSON.stringify(composed));
