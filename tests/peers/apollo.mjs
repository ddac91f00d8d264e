// @apollo/gateway: the executor that Apollo Server calls, with its own HTTP data sources.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { parse } from 'graphql';
import { serve } from './serving.mjs';

const { ApolloGateway } = createRequire(import.meta.url)('@apollo/gateway');
const silent = { debug() {}, info() {}, warn() {}, error() {} };

serve(async (supergraphSdl) => {
  const gateway = new ApolloGateway({ supergraphSdl, logger: silent });
  await gateway.load();
  return async ({ query, variables = {} }) => {
    const document = parse(query);
    const { data, errors } = await gateway.executor({
      request: { query, variables },
      document,
      operation: document.definitions.find((node) => node.kind === 'OperationDefinition'),
      operationName: null,
      queryHash: createHash('sha256').update(query).digest('hex'),
      source: query,
      context: {},
      logger: silent,
      metrics: {},
      cache: new Map(),
      overallCachePolicy: { restrict() {}, policyIfCacheable: () => null },
    });
    return { data, errors };
  };
});
