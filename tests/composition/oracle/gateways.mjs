// Loads each supergraph in other gateways: JSON {case: sdl} on stdin, {case: {gateway: "ok" | message}} on stdout.
// Run by refresh.py from a directory where @apollo/gateway and @graphql-hive/gateway are installed.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.cwd(), 'package.json'));
const { ApolloGateway } = require('@apollo/gateway');
const { getStitchedSchemaFromSupergraphSdl } = require('@graphql-tools/federation');
const { createGatewayRuntime } = await import(pathToFileURL(require.resolve('@graphql-hive/gateway')));
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const gateways = {
  '@apollo/gateway': async (supergraphSdl) => {
    const gateway = new ApolloGateway({ supergraphSdl, logger: silent });
    await gateway.load();
    await gateway.stop();
  },
  '@graphql-tools/federation': async (supergraphSdl) => {
    getStitchedSchemaFromSupergraphSdl({ supergraphSdl }).getQueryType().getFields();
  },
  '@graphql-hive/gateway': async (supergraph) => {
    const gateway = createGatewayRuntime({ supergraph, logging: false, maskedErrors: false });
    const response = await gateway.fetch('http://gateway.example/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __schema { queryType { fields(includeDeprecated: true) { name } } } }' }),
    });
    const { data, errors } = await response.json();
    await gateway[Symbol.asyncDispose]?.();
    if (!data?.__schema.queryType.fields.length) throw new Error(errors?.[0].message ?? 'no fields');
  },
};

const outcomes = {};
for (const [name, sdl] of Object.entries(JSON.parse(readFileSync(0, 'utf8')))) {
  outcomes[name] = {};
  for (const [gateway, load] of Object.entries(gateways)) {
    try {
      await load(sdl);
      outcomes[name][gateway] = 'ok';
    } catch (error) {
      outcomes[name][gateway] = String(error.message);
    }
  }
}
process.stdout.write(JSON.stringify(outcomes));
