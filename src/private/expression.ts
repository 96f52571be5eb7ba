import { refusal } from './refusal';

/** An embedded GitHub expression, with its inside in the first group. */
const EMBEDDED = /\$\{\{((?:'(?:[^']|'')*'|(?!\}\}).)*)\}\}/gs;
const STRING_LITERAL = /'(?:[^']|'')*'/g;
const ALL_CONTEXTS = ['github', 'needs', 'strategy', 'matrix', 'job', 'runner', 'env', 'vars', 'secrets', 'inputs', 'steps', 'jobs'];

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
  /** What a step of the job computes: names, tags, references. */
  step: ['github', 'needs', 'vars', 'inputs', 'secrets', 'env', 'steps', 'job', 'runner'],
} as const;

/** Whether a text holds a GitHub expression, so that its value is known at run time only. */
export function hasExpression(text: string): boolean {
  return text.includes('${{');
}

/**
 * The text as the inside of an expression: `'latest'`, `inputs.tag`, `format('v{0}', inputs.tag)`.
 */
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
  checkContexts(subject, condition, condition, CONTEXTS.condition, []);
}

/**
 * Refuses an expression that names a context or a step that GitHub does not offer where the text will stand.
 *
 * @param visibleSteps the ids of the steps before it; not checked where they are not known yet
 */
export function checkText(subject: string, text: string, contexts: readonly string[], visibleSteps?: readonly string[]): void {
  if (hasExpression(text) && hasExpression(text.replace(EMBEDDED, ''))) {
    throw refusal(subject, text, 'an expression that begins with "${{" must end with "}}".');
  }
  for (const [, inside] of text.matchAll(EMBEDDED)) {
    checkContexts(subject, text, inside, contexts, visibleSteps);
  }
}

function checkContexts(subject: string, text: string, expression: string, contexts: readonly string[], visibleSteps?: readonly string[]) {
  const code = expression.replace(STRING_LITERAL, "''");
  for (const [, context, step] of code.matchAll(/(?<![\w.-])([A-Za-z_]\w*)\s*(?:\.\s*([\w-]+)|\[)/g)) {
    const name = context.toLowerCase();
    if (ALL_CONTEXTS.includes(name) && !contexts.includes(name)) {
      const remedy = name === 'secrets' || name === 'env'
        ? 'Let a step of `prepare` turn it into an output, or keep it in a variable of the repository (`vars`).'
        : name === 'steps' ? 'Let a step of `prepare` turn it into an output.' : `It offers ${contexts.join(', ')}.`;
      throw refusal(subject, text, `GitHub does not offer the context "${name}" there. ${remedy}`);
    }
    if (name === 'steps' && step !== undefined && visibleSteps && !visibleSteps.includes(step)) {
      throw refusal(subject, text, `no step "${step}" can be seen there. Give a step of \`setupSteps\` that id, or use an output of \`prepare\`.`);
    }
  }
}
