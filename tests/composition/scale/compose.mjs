// Composes subgraphs once: JSON [{name, url, sdl}] on stdin; {seconds, peak, errors} on stdout; CPU seconds and bytes.
// `node compose.mjs PACKAGE` in a directory where the package, @apollo/composition or
// @theguild/federation-composition, is installed beside graphql.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { parse } = require('graphql');
const library = require(process.argv[2]);
const compose = library.composeServices;

const subgraphs = JSON.parse(readFileSync(0, 'utf8'));
const start = process.cpuUsage();
const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
const { errors } = compose(services);
const used = process.cpuUsage(start);
const seconds = (used.user + used.system) / 1e6;
process.stdout.write(
  JSON.stringify({
    seconds,
    peak: process.resourceUsage().maxRSS * 1024,
    errors: (errors ?? []).slice(0, 3).map((error) => error.message),
  }),
);
