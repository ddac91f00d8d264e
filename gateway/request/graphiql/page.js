// GraphiQL, with the plan of the last operation beside its result. No build step: React and GraphiQL are globals.
'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const endpoint = window.location.pathname;
  const plansAllowed = document.body.dataset.plans === 'true';
  const introduction = [
    '# One graph over all subgraphs. Write an operation, press Ctrl+Enter,',
    '# and see in the plan at the right which subgraphs were asked for it.',
    '# Ctrl+Space completes; the book at the left is the schema.',
    '',
    'query {',
    '  __typename',
    '}',
    '',
  ].join('\n');

  // A tab's own memory: nothing of it outlives the tab, since one value is a credential.
  const remembered = (key) => { try { return window.sessionStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { window.sessionStorage.setItem(key, value); } catch { /* private mode */ } };

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };

  // --- the bar ---------------------------------------------------------------------------------------------------
  byId('endpoint').textContent = window.location.origin + endpoint;
  const token = byId('token');
  token.value = remembered('hansa.token') ?? '';
  token.addEventListener('input', () => remember('hansa.token', token.value.trim()));

  const mode = byId('mode');
  let planMode = plansAllowed ? remembered('hansa.plan') ?? 'true' : 'off';
  for (const choice of mode.querySelectorAll('input')) {
    choice.checked = choice.value === planMode;
    choice.addEventListener('change', () => {
      planMode = choice.value;
      remember('hansa.plan', planMode);
    });
  }
  if (!plansAllowed) {
    mode.disabled = true;
    mode.title = 'This gateway does not expose query plans: its setting query_plan.expose is off';
  }

  // --- the plan --------------------------------------------------------------------------------------------------
  const hueOf = (name) => [...name].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) % 360, 47);
  const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

  const fetchLine = (fetch) => {
    const where = fetch.paths.join(', ');
    const line = make('div', 'fetch');
    if (fetch.typename) {
      line.append('for each ', make('code', '', fetch.typename), ' at ', make('code', '', where));
      if (fetch.requires) line.append(' by ', make('code', '', fetch.requires));
    } else {
      line.append('root ', make('code', '', (fetch.fields ?? []).join(', ')));
    }
    return line;
  };

  const requestCard = (request) => {
    const head = make('div', 'line', make('span', 'name', request.subgraph), make('span', 'id', `#${request.id}`));
    if (request.after.length) {
      head.append(make('span', 'after', `after ${request.after.map((id) => `#${id}`).join(', ')}`));
    }
    const card = make('details', 'request',
      make('summary', '', head, ...request.fetches.map(fetchLine)), make('pre', '', request.document));
    card.style.setProperty('--hue', hueOf(request.subgraph));
    return card;
  };

  const showHint = (text) => {
    byId('summary').textContent = '';
    byId('copy').hidden = true;
    byId('steps').replaceChildren(make('p', 'hint', text));
  };

  const showPlan = (plan) => {
    const requests = new Map(plan.requests.map((request) => [request.id, request]));
    byId('summary').textContent =
      `${plural(plan.requests.length, 'request')} in ${plural(plan.steps.length, 'step')}`;
    byId('steps').replaceChildren(...plan.steps.map((ids, index) => make('section', 'step',
      make('h3', '', `Step ${index + 1}${ids.length > 1 ? ', in parallel' : ''}`),
      ...ids.map((id) => requestCard(requests.get(id))))));
    if (!plan.requests.length) byId('steps').replaceChildren(make('p', 'hint', 'Answered by the gateway itself.'));
    byId('copy').hidden = false;
    byId('copy').onclick = async () => {
      await navigator.clipboard.writeText(plan.text);
      byId('copy').textContent = 'Copied';
      setTimeout(() => { byId('copy').textContent = 'Copy as text'; }, 1200);
    };
  };

  const showFacts = (response, milliseconds, errors) => {
    const facts = [`HTTP ${response.status}`, `${Math.round(milliseconds)} ms`];
    if (errors?.length) facts.push(`${plural(errors.length, 'error')}, below the data`);
    const trace = response.headers.get('x-trace-id');
    if (trace) facts.push(`trace ${trace}`);
    byId('facts').textContent = facts.join(' · ');
  };

  showHint(plansAllowed
    ? 'Run an operation: its plan appears here, with every request to a subgraph, what waits for what, and what '
      + 'runs in parallel. “Dry run” plans without executing.'
    : 'This gateway does not expose query plans. Its operator can allow them with the setting query_plan.expose.');

  // --- the composition, of a graph under development ---------------------------------------------------------------
  const errorItem = (error) => {
    const item = make('li', '', make('code', 'code', error.code), ' ', make('span', '', error.message));
    for (const { subgraph, line, column, sdl } of error.locations) {
      item.append(make('pre', '', make('span', 'place', `${subgraph ? `${subgraph}:` : ''}${line}:${column} `), sdl));
    }
    if (error.advice) item.append(make('p', 'advice', `→ ${error.advice}`));
    return item;
  };

  const showComposition = ({ config, served, errors }) => {
    byId('composition').hidden = !errors.length;
    if (!errors.length) return;
    byId('composition-head').textContent = `${config} does not compose: ${plural(errors.length, 'error')}`;
    byId('composition-note').textContent = served
      ? 'The last good graph is served until this is fixed.'
      : 'There is nothing to serve yet; the gateway waits until this is fixed.';
    byId('composition-errors').replaceChildren(...errors.map(errorItem));
  };

  const refetchSchema = () => document.querySelector('button[aria-label="Re-fetch GraphQL schema"]')?.click();

  const watchComposition = (url) => {
    let shown = null;
    let served;
    const look = async () => {
      setTimeout(look, 1000);
      if (document.hidden) return;
      try {
        const text = await (await fetch(url, { headers: { accept: 'application/json' } })).text();
        if (text !== shown) {
          const state = JSON.parse(text);
          showComposition(state);
          if (served !== undefined && served !== state.served) refetchSchema();
          [shown, served] = [text, state.served];
        }
      } catch { /* the gateway is being restarted */ }
    };
    look();
  };
  if (document.body.dataset.composition) watchComposition(document.body.dataset.composition);

  // --- requests --------------------------------------------------------------------------------------------------
  const fetcher = async (parameters, options) => {
    const headers = {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...(options?.headers ?? {}),
    };
    if (token.value.trim()) headers.authorization = `Bearer ${token.value.trim()}`;
    const own = parameters.operationName === 'IntrospectionQuery';
    if (!own && planMode !== 'off') headers['hansa-expose-query-plan'] = planMode;
    const began = performance.now();
    const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(parameters) });
    const text = await response.text();
    const took = performance.now() - began;
    let result;
    try {
      result = JSON.parse(text);
    } catch {
      if (!own) showFacts(response, took);
      return { errors: [{ message: `HTTP ${response.status}: the answer is not JSON`, body: text.slice(0, 500) }] };
    }
    if (own) return result;
    showFacts(response, took, result.data && result.errors);
    const plan = result.extensions?.queryPlan;
    if (plan?.steps) showPlan(plan);
    else showHint(planMode === 'off' ? 'The plan was not asked for.' : 'This operation was refused before it was planned.');
    if (plan) {
      delete result.extensions.queryPlan;
      if (!Object.keys(result.extensions).length) delete result.extensions;
    }
    return plan && planMode === 'dry-run' ? { dryRun: 'Planned, not executed.', ...result } : result;
  };

  // --- the divider -----------------------------------------------------------------------------------------------
  const handle = byId('handle');
  const resize = (width) => {
    byId('plan').style.width = `${Math.min(Math.max(width, 260), window.innerWidth * 0.6)}px`;
  };
  handle.addEventListener('pointerdown', (down) => {
    handle.setPointerCapture(down.pointerId);
    handle.onpointermove = (move) => resize(window.innerWidth - move.clientX);
    handle.onpointerup = () => { handle.onpointermove = null; };
  });
  handle.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (step) resize(byId('plan').offsetWidth + step);
  });

  // --- GraphiQL --------------------------------------------------------------------------------------------------
  if (!window.GraphiQL || !window.React || !window.ReactDOM) {
    byId('graphiql').replaceChildren(make('p', 'loading',
      'GraphiQL could not be loaded. Run “python deploy/graphiql/fetch.py” where the gateway runs, and reload.'));
    return;
  }
  const given = new URLSearchParams(window.location.search);
  const properties = {
    fetcher,
    defaultQuery: document.body.dataset.operation || introduction,
    shouldPersistHeaders: false,
    ...(given.has('query') ? { query: given.get('query') } : {}),
    ...(given.has('variables') ? { variables: given.get('variables') } : {}),
    ...(given.has('operationName') ? { operationName: given.get('operationName') } : {}),
  };
  window.ReactDOM.createRoot(byId('graphiql')).render(window.React.createElement(window.GraphiQL, properties));
})();
