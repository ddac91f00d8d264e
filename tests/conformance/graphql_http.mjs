// Runs the audits of graphql-http (npm) against a server and prints their results as JSON.
//   node graphql_http.mjs <URL> [header=value ...]       in a folder where graphql-http is installed
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const { auditServer } = require('graphql-http');
const [url, ...pairs] = process.argv.slice(2);
const extra = Object.fromEntries(pairs.map((pair) => pair.split('=')));

const fetchFn = (input, init = {}) => {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  return fetch(input, { ...init, headers });
};

const results = await auditServer({ url, fetchFn });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
