// Composes with @apollo/composition: {supergraph: {subgraph: {url, sdl}}} on stdin, {supergraph: sdl} on stdout.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';

const { composeServices } = createRequire(import.meta.url)('@apollo/composition');

const composed = {};
for (const [name, subgraphs] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  const services = Object.entries(subgraphs).map(([service, { url, sdl }]) => ({ name: service, url, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(`${name}: ${errors.map((error) => error.message).join('; ')}`);
  composed[name] = supergraphSdl;
}
process.stdout.write(JSON.stringify(composed));
