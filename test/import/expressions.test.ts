import { bundle } from './importer';

const { parseExpression, printExpression, simplify } = bundle;

const main = { event: 'push', refType: 'branch', name: { start: 'main', whole: true } };
const branch = { event: 'push', refType: 'branch', name: { start: 'releases/', whole: false } };
const tag = { event: 'push', refType: 'tag', name: { start: 'v', whole: false } };
const pull = { event: 'pull_request', refType: 'pull', name: { start: '', whole: false } };
const manual = { event: 'workflow_dispatch', refType: 'branch', name: { start: '', whole: false } };
const called = { name: { start: '', whole: false } };

test.each([
  ["github.event_name != 'pull_request'", [main, tag], 'true'],
  ["github.event_name != 'pull_request'", [main, pull], "github.event_name != 'pull_request'"],
  ["github.event_name == 'push' && github.ref == 'refs/heads/main'", [main, tag], "github.ref == 'refs/heads/main'"],
  ["startsWith(github.ref, 'refs/tags/')", [tag], 'true'],
  ["startsWith(github.ref, 'refs/tags/v')", [tag], 'true'],
  ["startsWith(github.ref, 'refs/tags/v2')", [tag], "startsWith(github.ref, 'refs/tags/v2')"],
  ["startsWith(github.ref, 'refs/tags/')", [main, branch], 'false'],
  ["github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/heads/releases/')", [main, branch], 'true'],
  ["github.ref == format('refs/heads/{0}', github.event.repository.default_branch)", [tag], 'false'],
  ["github.ref == format('refs/heads/{0}', github.event.repository.default_branch)", [main], "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"],
  ['github.event.pull_request.head.repo.full_name == github.repository', [main], 'github.event.pull_request.head.repo.full_name == github.repository'],
  ["inputs.tag != ''", [main], 'false'],
  ["inputs.tag != ''", [manual], "inputs.tag != ''"],
  ["github.event_name == 'push'", [called], "github.event_name == 'push'"],
  ['always() && !cancelled()', [main], 'true'],
  ["secrets.GITHUB_TOKEN != ''", [main], 'true'],
  ["github.ref_name == 'master'", [tag], 'false'],
  ["!(github.actor == 'x' && vars.A)", [main], "github.actor != 'x' || !vars.A"],
  ['vars.A && vars.B || vars.A && !vars.B', [main], 'vars.A'],
  ['vars.A || !vars.A && vars.B', [main], 'vars.A || vars.B'],
  ['vars.A && !vars.A', [main], 'false'],
])('%s under %j is %s', (text, scenarios, simple) => {
  expect(printExpression(simplify(parseExpression(text), scenarios))).toBe(simple);
});

test.each(["a.b['c d'].e", '(a || b) && !c', "contains(fromJSON('[\"x\"]'), github.ref)", "a == 'it''s' || a[b] > 2", '!(a == b)'])('%s is printed as it was read', text => {
  const known = text.replace(/\b[abc]\b/g, name => ({ a: 'vars', b: 'env', c: 'github' })[name]!);
  expect(printExpression(parseExpression(known))).toBe(known);
});
