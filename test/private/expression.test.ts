import { CONTEXTS, and, asExpression, checkCondition, checkText, hasExpression, onlyWhen, quote } from '../../src/private/expression';
import { requireBundled } from '../bundle';

const { Lexer, Parser, Evaluator, data } = requireBundled('expressions', "export * from '@actions/expressions';");

/** What GitHub makes of a bare expression. */
function evaluate(expression: string, inputs: Record<string, string> = {}): string {
  const tree = new Parser(new Lexer(expression).lex().tokens, ['inputs'], []).parse();
  return new Evaluator(tree, JSON.parse(JSON.stringify({ inputs }), data.reviver)).evaluate().coerceString();
}

/** What GitHub makes of a text that is one embedded expression. */
const evaluateText = (text: string, inputs?: Record<string, string>) => evaluate(text.replace(/^\$\{\{(.*)\}\}$/s, '$1'), inputs);

describe('a text as an expression', () => {
  test.each([
    ['latest', 'latest'],
    ["it's {0} of }}", "it's {0} of }}"],
    ['', ''],
    ['${{ inputs.a }}', 'A'],
    ['v${{ inputs.a }}-{x}', 'vA-{x}'],
    ['${{ inputs.a }}${{inputs.b}}', 'AB'],
    ["${{ format('{0}}}', inputs.a) }}!", 'A}!'],
  ])('%j yields the same', (text, value) => {
    expect(evaluate(asExpression(text), { a: 'A', b: 'B' })).toBe(value);
  });

  test('is empty where its condition does not hold', () => {
    const text = onlyWhen("inputs.on == 'yes' || inputs.on == 'si'", 'v${{ inputs.a }}');
    expect(evaluateText(text, { a: '1', on: 'si' })).toBe('v1');
    expect(evaluateText(text, { a: '1', on: 'no' })).toBe('');
    expect(onlyWhen(undefined, 'v${{ inputs.a }}')).toBe('v${{ inputs.a }}');
  });

  test('quotes what GitHub reads as the same text', () => {
    expect(evaluate(quote("it's"))).toBe("it's");
  });

  test('is told from a literal', () => {
    expect([hasExpression('a ${{ b }}'), hasExpression('a $b {{c}}')]).toEqual([true, false]);
  });
});

describe('a conjunction', () => {
  test.each([
    [[], undefined],
    [[undefined, undefined], undefined],
    [['a || b', undefined], 'a || b'],
    [['a', undefined, 'b'], 'a && b'],
  ])('of %j is %j', (conditions, result) => {
    expect(and(...conditions)).toBe(result);
  });

  test('holds where all its conditions hold, alternatives among them', () => {
    const condition = and("inputs.a == '1' || inputs.b == '1'", "inputs.c == '1'")!;
    expect(evaluate(condition, { a: '1', b: '', c: '' })).toBe('false');
    expect(evaluate(condition, { a: '1', b: '', c: '1' })).toBe('true');
    expect(evaluate(condition, { a: '', b: '1', c: '1' })).toBe('true');
  });
});

describe('contexts', () => {
  test.each([
    ['github.ref', CONTEXTS.condition],
    ["github['ref']", CONTEXTS.condition],
    ["inputs.a == 'secrets.A'", CONTEXTS.condition],
    ['needs.env.outputs.a', CONTEXTS.condition],
    ["format('{0}}}', github.ref)", CONTEXTS.condition],
    ['runner.temp', CONTEXTS.step],
  ])('that GitHub offers are taken: %s', (expression, contexts) => {
    expect(() => checkText('a', `x \${{ ${expression} }}`, contexts)).not.toThrow();
  });

  test.each([
    ['secrets.A', CONTEXTS.condition, /^a "\$\{\{ secrets\.A \}\}": GitHub does not offer the context "secrets" there\. Let a step of `prepare` turn it into an output, or keep it in a variable of the repository \(`vars`\)\.$/],
    ['SECRETS.A', CONTEXTS.condition, /the context "secrets"/],
    ["secrets['A']", CONTEXTS.condition, /the context "secrets"/],
    ['fromJSON(env.A)', CONTEXTS.job, /the context "env"/],
    ['steps.a.outputs.b', CONTEXTS.job, /the context "steps" there\. Let a step of `prepare` turn it into an output\.$/],
    ['matrix.a', CONTEXTS.step, /the context "matrix" there\. It offers github, needs, vars, inputs, secrets, env, steps, job, runner\.$/],
    ['runner.os', CONTEXTS.jobEnv, /the context "runner"/],
  ])('that GitHub does not offer are refused: %s', (expression, contexts, message) => {
    expect(() => checkText('a', `\${{ ${expression} }}`, contexts)).toThrow(message);
  });

  test('include steps, of which only those before it can be seen', () => {
    expect(() => checkText('a', '${{ steps.one.outputs.x }}', CONTEXTS.step, ['one'])).not.toThrow();
    expect(() => checkText('a', '${{ steps.two.outputs.x }}', CONTEXTS.step, ['one'])).toThrow(
      'a "${{ steps.two.outputs.x }}": no step "two" can be seen there. Give a step of `setupSteps` that id, or use an output of `prepare`.',
    );
  });

  test('of every expression in a text are looked at', () => {
    expect(() => checkText('a', '${{ github.ref }} ${{ matrix.a }}', CONTEXTS.step)).toThrow(/the context "matrix"/);
  });
});

test('an expression without an end is refused', () => {
  for (const text of ['${{', '${{ github.ref', '${{ github.ref }} ${{ github.sha']) {
    expect(() => checkText('a', text, CONTEXTS.step)).toThrow(`a ${JSON.stringify(text)}: an expression that begins with "\${{" must end with "}}".`);
  }
});

describe('what is no expression is refused', () => {
  const broken = "it is no expression of GitHub: something is missing in it, or too much. Write it as in a job's `if`.";
  test.each([
    '(github.ref', 'github.ref)', 'github.ref ==', '== github.ref', 'github.ref github.sha', "github.ref 'a'", "'a' 'b'", 'github.ref = 1', 'github.ref & 1', '"a"', "'a", 'github.event[0', "contains(github.ref, 'a'",
    "contains(github.ref 'a')", '!', 'github.ref || ', '{a}', 'a; b', '(github.ref]', ',', '1 2',
  ])('%s', expression => {
    expect(() => checkCondition('when', expression)).toThrow(/^when ".*": (it is no expression of GitHub|GitHub knows no context|GitHub does not offer)/);
    if (!/^(a; b)$/.test(expression)) {
      expect(() => checkText('a', `\${{ ${expression} }}`, CONTEXTS.step)).toThrow(broken);
    }
  });

  test('as is one of nothing', () => {
    expect(() => checkText('a', '${{ }}', CONTEXTS.step)).toThrow(`a "\${{ }}": ${broken}`);
  });

  test.each([
    "github.ref == 'a' && (github.sha != 'b' || !contains(github.ref, 'c'))", "fromJSON('[1]')[0] == 1", 'github.event.commits[0].id', 'github.event.*.id', "needs.a.result == 'success'", '!github.event.forced', '-1.5e3 < 0x1F',
    "format('{0}', github.ref) == 'it''s'", 'true', "inputs['a'] >= null", 'toJSON(github).a', "case(github.ref == 'a', 'b', 'c')",
  ])('but not %s', expression => {
    expect(() => checkCondition('when', expression)).not.toThrow();
  });

  test('for a function that GitHub does not offer', () => {
    expect(() => checkCondition('when', "replace(github.ref, 'a', 'b')")).toThrow('GitHub does not offer the function "replace" there. It has contains, startswith, endswith, format, join, tojson, fromjson.');
    expect(() => checkText('ImageTag', '${{ always() }}', CONTEXTS.step)).toThrow('ImageTag "${{ always() }}": GitHub does not offer the function "always" there.');
    expect(() => checkCondition('when', "hashFiles('a')")).toThrow('GitHub does not offer the function "hashFiles" there');
    expect(() => checkText('a', "${{ hashFiles('a') }}", CONTEXTS.step)).not.toThrow();
  });

  test('for a context that there is not', () => {
    expect(() => checkCondition('when', 'branch == 1')).toThrow('when "branch == 1": GitHub knows no context "branch". It offers github, needs, vars, inputs.');
  });

  test.each(['success', 'failure', 'always', 'cancelled', 'Always'])('for %s(), with which a job would run after another has failed', name => {
    expect(() => checkCondition('when', `${name}() && github.ref == 'a'`)).toThrow(`with ${name}() the job could run although one that it needs has failed. Compare \`needs.<id>.result\`, or leave it out.`);
    expect(() => checkCondition('when', `github.ref == '${name}()'`)).not.toThrow();
  });

  test('for an output of a step by its index', () => {
    expect(() => checkText('a', "${{ steps['two'].outputs.x }}", CONTEXTS.step, ['one'])).toThrow('no step "two" can be seen there');
  });
});

test('a condition is bare, and not empty', () => {
  expect(() => checkCondition('when', undefined)).not.toThrow();
  expect(() => checkCondition('when', "github.ref == 'x'")).not.toThrow();
  for (const condition of ['', ' ', '${{ github.ref }}']) {
    expect(() => checkCondition('when', condition)).toThrow(
      `when ${JSON.stringify(condition)}: a condition is an expression written bare, as in a job's \`if\`. Leave out "\${{" and "}}": "github.ref == 'refs/heads/main'".`,
    );
  }
});
