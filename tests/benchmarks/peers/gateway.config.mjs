// @graphql-hive/gateway with its own features for tokens, limits and in-flight deduplication.
//
// environment: JWKS (URL), ISSUER, AUDIENCE, DEDUP (none, outbound, inbound)
import { createRemoteJwksSigningKeyProvider, defineConfig, extractFromHeader } from '@graphql-hive/gateway';

const { JWKS, ISSUER, AUDIENCE, DEDUP } = process.env;

export const gatewayConfig = defineConfig({
  jwt: {
    signingKeyProviders: [createRemoteJwksSigningKeyProvider({ jwksUri: JWKS })],
    tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
    tokenVerification: { issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'] },
    reject: { missingToken: false, invalidToken: true },
    forward: { payload: false, token: false },
  },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') }),
  },
  maxTokens: 15000,
  maxDepth: 100,
  inboundInflightRequestDeduplication: DEDUP === 'inbound',
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: DEDUP === 'outbound' } } },
});
