// The peers' planners alone: a supergraph file, then one operation per line on stdin, one plan per line on stdout.
//
// usage: node plans.mjs (apollo|hive-router) SUPERGRAPH.graphql < operations.ndjson
// in:  {"query": "..."}       out: {"plan": {...}} | {"error": "..."}
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'graphql';

const require = createRequire(import.meta.url);

/** `@apollo/query-planner`, as `@apollo/gateway` uses it. */
function apollo(sdl) {
  const { Supergraph, operationFromDocument } = require('@apollo/federation-internals');
  const { QueryPlanner } = require('@apollo/query-planner');
  const supergraph = Supergraph.buildForTests(sdl);
  const schema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return (query) => planner.buildQueryPlan(operationFromDocument(schema, parse(query), { validate: false }));
}

/** Hive Router's planner. */
function hiveRouter(sdl) {
  const { QueryPlanner } = require('@graphql-hive/router-query-planner');
  const planner = new QueryPlanner(sdl);
  return (query) => planner.plan(query, null, new Set(), 100);
}

const [, , which, file] = process.argv;
const plan = { apollo, 'hive-router': hiveRouter }[which](readFileSync(file, 'utf8'));
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  const started = performance.now();
  try {
    answer = { plan: plan(JSON.parse(line).query), ms: performance.now() - started };
  } catch (error) {
    answer = { error: String(error.message ?? error) };
  }
  console.log(JSON.stringify(answer));
}
