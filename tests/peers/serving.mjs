// What both peers share: named supergraphs behind one small HTTP server, each loaded when it is first asked for.
//
// usage: node apollo.mjs NAME=FILE...        answers POST /NAME; prints its port as the only line on stdout
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

/** The supergraphs of the command line: SDL by name. */
export function supergraphs() {
  return new Map(
    process.argv.slice(2).map((argument) => {
      const [name, file] = argument.split('=');
      return [name, readFileSync(file, 'utf8')];
    }),
  );
}

/**
 * Serves until stdin closes, so that no server outlives the tests.
 *
 * @param {(sdl: string) => Promise<(request: object) => Promise<object>>} load
 *   makes of a supergraph a function from `{query, variables}` to a GraphQL response.
 */
export function serve(load) {
  const sdls = supergraphs();
  const loaded = new Map();
  const gateway = (name) => {
    if (!loaded.has(name)) loaded.set(name, load(sdls.get(name)));
    return loaded.get(name);
  };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let answer;
    try {
      const execute = await gateway(request.url.slice(1));
      answer = await execute(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    } catch (error) {
      answer = { errors: [{ message: `${error.name}: ${error.message}` }] };
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.stdin.resume().on('end', () => process.exit(0));
}
