// @graphql-hive/gateway with its defaults (stitching); HIVE_PLANNER=router is its other engine, Hive Router's planner.
import { createGatewayRuntime } from '@graphql-hive/gateway';
import { serve } from './serving.mjs';

const engine =
  process.env.HIVE_PLANNER === 'router'
    ? { unifiedGraphHandler: (await import('@graphql-hive/router-runtime')).unifiedGraphHandler }
    : {};

serve(async (supergraph) => {
  const gateway = createGatewayRuntime({ ...engine, supergraph, logging: false, maskedErrors: false });
  return async (body) => {
    const response = await gateway.fetch('http://gateway.example/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
});
