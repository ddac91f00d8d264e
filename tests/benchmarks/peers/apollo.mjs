// @apollo/server with @apollo/gateway, as its documentation sets it up; the token is verified once and remembered.
//
// environment: PORT, SUPERGRAPH (file), JWKS (URL), ISSUER, AUDIENCE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { ApolloGateway, RemoteGraphQLDataSource } = createRequire(import.meta.url)('@apollo/gateway');
const { PORT, SUPERGRAPH, JWKS, ISSUER: issuer, AUDIENCE: audience } = process.env;
const keys = createRemoteJWKSet(new URL(JWKS));
const verified = new Map();

async function subject(authorization) {
  const known = verified.get(authorization);
  if (known && known.exp > Date.now() / 1000) return known.sub;
  const { payload } = await jwtVerify(authorization.slice('Bearer '.length), keys, { issuer, audience, typ: 'at+jwt' });
  verified.set(authorization, payload);
  return payload.sub;
}

class AuthenticatedDataSource extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  buildService: ({ url }) => new AuthenticatedDataSource({ url }),
});
const server = new ApolloServer({ gateway, plugins: [ApolloServerPluginUsageReportingDisabled()] });
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(PORT) },
  context: async ({ req }) => {
    const { authorization } = req.headers;
    return { authorization, subject: authorization && (await subject(authorization)) };
  },
});
