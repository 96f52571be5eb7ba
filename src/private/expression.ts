import { checkLetters } from './letters';
import { refusal } from './refusal';

/** An embedded GitHub expression, with its inside in the first group. */
export const EMBEDDED = /\$\{\{((?:'(?:[^']|'')*'|(?!\}\}).)*)\}\}/gs;
const ALL_CONTEXTS = ['github', 'needs', 'strategy', 'matrix', 'job', 'runner', 'env', 'vars', 'secrets', 'inputs', 'steps', 'jobs'];
const FUNCTIONS = ['contains', 'startswith', 'endswith', 'format', 'join', 'tojson', 'fromjson', 'hashfiles', 'case'];
const STATUS_FUNCTIONS = ['success', 'failure', 'always', 'cancelled'];

/**
 * The contexts that GitHub offers in each place where a user's expression may stand.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
 */
export const CONTEXTS = {
  /** A job's `if`. */
  condition: ['github', 'needs', 'vars', 'inputs'],
  /** A job's `runs-on`, `environment` and `strategy`. */
  job: ['github', 'needs', 'vars', 'inputs'],
  /** A job's `env`. */
  jobEnv: ['github', 'needs', 'vars', 'inputs', 'secrets'],
  /** What a step of a build computes. Pull requests build too, and hold no secret. */
  build: ['github', 'needs', 'vars', 'inputs', 'env', 'steps', 'job', 'runner'],
  /** What a step of the job computes: names, tags, references. */
  step: ['github', 'needs', 'vars', 'inputs', 'secrets', 'env', 'steps', 'job', 'runner'],
} as const;

/** Whether a text holds a GitHub expression, so that its value is known at run time only. */
export function hasExpression(text: string): boolean {
  return text.includes('${{');
}

/** The text as the inside of an expression: `'latest'`, `inputs.tag`, `format('v{0}', inputs.tag)`. */
export function asExpression(text: string): string {
  const values: string[] = [];
  let template = '';
  let end = 0;
  for (const match of text.matchAll(EMBEDDED)) {
    template += escapeBraces(text.slice(end, match.index)) + `{${values.length}}`;
    values.push(match[1].trim());
    end = match.index + match[0].length;
  }
  if (values.length === 0) {
    return quote(text);
  }
  template += escapeBraces(text.slice(end));
  return template === '{0}' ? values[0] : `format(${[quote(template), ...values].join(', ')})`;
}

/** The inside of a text that is one expression and nothing else; undefined of any other. */
export function insideOf(text: string): string | undefined {
  const [match, ...more] = text.matchAll(EMBEDDED);
  return match?.[0] === text && more.length === 0 ? match[1].trim() : undefined;
}

function escapeBraces(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}

/** A string literal of GitHub's expression language. */
export function quote(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

/** The conjunction of those conditions that are given; undefined where none is. */
export function and(...conditions: Array<string | undefined>): string | undefined {
  const given = conditions.filter((condition): condition is string => condition !== undefined);
  if (given.length < 2) {
    return given[0];
  }
  return given.map(condition => condition.includes('||') ? `(${condition})` : condition).join(' && ');
}

/** What holds where a condition does not. */
export function not(condition: string): string {
  if (/^![\w.]+$/.test(condition)) {
    return condition.slice(1);
  }
  return /^\w+\((?:'(?:[^']|'')*'|[^'()]|\((?:'(?:[^']|'')*'|[^'()])*\))*\)$/.test(condition) ? `!${condition}` : `!(${condition})`;
}

/** A text that is empty at run time where the condition is false. */
export function onlyWhen(condition: string | undefined, text: string): string {
  return condition === undefined ? text : `\${{ (${condition}) && ${asExpression(text)} || '' }}`;
}

/** Refuses what is not a bare expression of the contexts that a job's `if` offers. */
export function checkCondition(subject: string, condition: string | undefined): void {
  if (condition === undefined) {
    return;
  }
  if (condition.trim() === '' || hasExpression(condition)) {
    throw refusal(subject, condition, 'a condition is an expression written bare, as in a job\'s `if`. Leave out "${{" and "}}": "github.ref == \'refs/heads/main\'".');
  }
  const status = tokensOf(condition).find(({ kind, text }, index, tokens) =>
    kind === 'name' && tokens[index + 1]?.text === '(' && STATUS_FUNCTIONS.includes(text.toLowerCase()));
  if (status) {
    throw refusal(subject, condition, `with ${status.text}() the job could run although one that it needs has failed. Compare \`needs.<id>.result\`, or leave it out.`);
  }
  checkBare(subject, condition, CONTEXTS.condition);
}

/** Refuses what is no expression, written bare, of contexts that GitHub offers where it will stand. */
export function checkBare(subject: string, expression: string, contexts: readonly string[]): void {
  checkLetters(subject, expression);
  checkExpression(subject, expression, expression, contexts);
}

/**
 * Refuses an expression that names a context or a step that GitHub does not offer where the text will stand.
 *
 * @param visibleSteps the ids of the steps before it; not checked where they are not known yet
 */
export function checkText(subject: string, text: string, contexts: readonly string[], visibleSteps?: readonly string[]): void {
  checkLetters(subject, text);
  if (hasExpression(text) && hasExpression(text.replace(EMBEDDED, ''))) {
    throw refusal(subject, text, 'an expression that begins with "${{" must end with "}}".');
  }
  for (const [, inside] of text.matchAll(EMBEDDED)) {
    checkExpression(subject, text, inside, contexts, visibleSteps);
  }
}

/** Whether an expression in a text yields a secret: one of the repository's, or the token of the job. */
export function yieldsSecret(text: string): boolean {
  return [...text.matchAll(EMBEDDED)].some(([, inside]) => tokensOf(inside).some(({ kind, text: name }) =>
    kind === 'name' && (/^secrets\b/i.test(name) || /^github(\s*\.\s*token)?$/i.test(name))));
}

/** A piece of an expression; of a name what follows its dots is part of it. */
interface Token {
  readonly kind: 'value' | 'name' | 'open' | 'close' | 'operator' | 'unknown';
  readonly text: string;
}

function tokensOf(expression: string): Token[] {
  const pieces = /(?<value>'(?:[^']|'')*'|[-+]?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[-+]?\d+)?))|(?<name>[a-z_][\w-]*(?:\s*\.\s*(?:[a-z_][\w-]*|\*))*)|(?<open>[([])|(?<close>[)\]](?:\s*\.\s*(?:[a-z_][\w-]*|\*))*)|(?<operator>&&|\|\||[=!<>]=|[<>!,])|\s+|(?<unknown>.)/gis;
  return [...expression.matchAll(pieces)].flatMap(({ groups }) =>
    Object.entries(groups!).flatMap(([kind, text]) => text === undefined ? [] : [{ kind: kind as Token['kind'], text }]));
}

/** Not a grammar, but what goes wrong by hand: parentheses, two values in a row, a name that GitHub does not know there. */
function checkExpression(subject: string, text: string, expression: string, contexts: readonly string[], visibleSteps?: readonly string[]): void {
  const tokens = tokensOf(expression);
  const open: string[] = [];
  const broken = () => refusal(subject, text, 'it is no expression of GitHub: something is missing in it, or too much. Write it as in a job\'s `if`.');
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    const startsValue = token.kind === 'value' || token.kind === 'name' || token.text === '(' || token.text === '!';
    const afterValue = before?.kind === 'value' || before?.kind === 'name' || before?.kind === 'close';
    const called = before?.kind === 'name' && token.text === '(';
    if (token.kind === 'open') {
      open.push(token.text);
    }
    if (token.kind === 'unknown'
      || (startsValue && afterValue && !called)
      || (token.text.startsWith(')') && before?.text === '(' && tokens[index - 2]?.kind !== 'name')
      || (token.kind === 'close' && open.pop() !== (token.text.startsWith(')') ? '(' : '['))
      || (token.kind === 'operator' && token.text !== '!' && !afterValue)) {
      throw broken();
    }
    if (token.kind === 'name') {
      checkName(subject, text, tokens, index, contexts, visibleSteps);
    }
  });
  const last = tokens[tokens.length - 1];
  if (open.length > 0 || !last || last.kind === 'operator') {
    throw broken();
  }
}

function checkName(
  subject: string, text: string, tokens: readonly Token[], index: number, contexts: readonly string[], visibleSteps?: readonly string[],
): void {
  const [root, member] = tokens[index].text.split(/\s*\.\s*/);
  const name = root.toLowerCase();
  const next = tokens[index + 1]?.text;
  if (next === '(') {
    if (!FUNCTIONS.includes(name) || (name === 'hashfiles' && !contexts.includes('steps'))) {
      throw refusal(subject, text, `GitHub does not offer the function "${root}" there. It has ${FUNCTIONS.slice(0, 7).join(', ')}.`);
    }
    return;
  }
  if (['true', 'false', 'null', 'nan', 'infinity'].includes(name)) {
    return;
  }
  if (!contexts.includes(name)) {
    const remedy = name === 'secrets' || name === 'env'
      ? 'Let a step of `prepare` turn it into an output, or keep it in a variable of the repository (`vars`).'
      : name === 'steps' ? 'Let a step of `prepare` turn it into an output.' : `It offers ${contexts.join(', ')}.`;
    throw refusal(subject, text, ALL_CONTEXTS.includes(name)
      ? `GitHub does not offer the context "${name}" there. ${remedy}` : `GitHub knows no context "${root}". ${remedy}`);
  }
  const step = member ?? (next === '[' && tokens[index + 2]?.kind === 'value' ? tokens[index + 2].text.slice(1, -1) : undefined);
  if (name === 'steps' && step !== undefined && visibleSteps && !visibleSteps.includes(step)) {
    throw refusal(subject, text, `no step "${step}" can be seen there. Give a step of \`setupSteps\` that id, or use an output of \`prepare\`.`);
  }
}
