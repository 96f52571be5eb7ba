import { FALSE, TRUE, and, isTruthy, not, or, partsOf, same, type Expression } from './expression';
import { canEqual, lookup, type Known, type Scenario } from './scenario';
import { asText, isLiteral } from './template';

/** Whether a condition holds in a scenario: true, false, or undefined where only the run knows. */
export function holds(condition: Expression, scenario: Scenario): boolean | undefined {
  switch (condition.kind) {
    case 'not':
      return negated(holds(condition.of, scenario));
    case 'and':
      return all(condition.of.map(part => holds(part, scenario)));
    case 'or':
      return negated(all(condition.of.map(part => negated(holds(part, scenario)))));
    case 'compare':
      return compare(condition.operator, condition.left, condition.right, scenario);
    default: {
      const value = evaluate(condition, scenario);
      return value ? 'value' in value ? isTruthy(value.value) : value.start ? true : undefined : isNeverEmpty(condition) || undefined;
    }
  }
}

function negated(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function all(values: ReadonlyArray<boolean | undefined>): boolean | undefined {
  return values.includes(false) ? false : values.every(value => value) ? true : undefined;
}

function compare(operator: string, left: Expression, right: Expression, scenario: Scenario): boolean | undefined {
  if (operator === '!=') {
    return negated(compare('==', left, right, scenario));
  }
  if (operator !== '==') {
    return undefined;
  }
  const [one, other] = [evaluate(left, scenario), evaluate(right, scenario)];
  if (one && other && 'value' in one && 'value' in other) {
    return equals(one.value, other.value);
  }
  const [open, closed] = other && 'value' in other ? [one, other] : one && 'value' in one ? [other, one] : [];
  if (closed?.value === '' && [left, right].some(isNeverEmpty)) {
    return false;
  }
  if (closed && typeof closed.value === 'string') {
    return isRefOfTag(left, right, closed.value) || open ? canEqual(open, closed.value, scenario) : undefined;
  }
  return one && other && 'start' in one && 'start' in other && !one.start.startsWith(other.start) && !other.start.startsWith(one.start)
    ? false : undefined;
}

/** What GitHub gives to every run. */
function isNeverEmpty(expression: Expression): boolean {
  return expression.kind === 'name'
    && /^(github\.(repository|repository_owner|actor|sha|ref|ref_name|run_id|event_name|token|workflow)|secrets\.GITHUB_TOKEN)$/.test(expression.path.join('.'));
}

/** Whether a ref, or a part of one, is compared with a name. */
function isRefOfTag(left: Expression, right: Expression, text: string): boolean {
  const paths = [left, right].flatMap(partsOf).flatMap(part => part.kind === 'name' ? [part.path.join('.')] : []);
  return text !== '' && paths.some(path => ['github.ref', 'github.ref_name'].includes(path));
}

/** As GitHub does it: texts without their case, all else as numbers. */
function equals(one: Known extends infer K ? K extends { value: infer V } ? V : never : never, other: string | number | boolean | null): boolean {
  if (typeof one === 'string' && typeof other === 'string') {
    return one.toLowerCase() === other.toLowerCase();
  }
  return typeof one === typeof other ? one === other : asNumber(one) === asNumber(other);
}

function asNumber(value: string | number | boolean | null): number {
  return value === null || value === '' ? 0 : Number(value);
}

/** What is known of the value of an expression in a scenario. */
export function evaluate(expression: Expression, scenario: Scenario): Known {
  switch (expression.kind) {
    case 'literal':
      return { value: expression.value };
    case 'name':
      return lookup(expression.path, scenario);
    case 'call':
      return evaluateCall(expression.name.toLowerCase(), expression.args, scenario);
    case 'and':
    case 'or':
      return evaluateChoice(expression.kind, expression.of, scenario);
    default: {
      const value = expression.kind === 'index' ? undefined : holds(expression, scenario);
      return value === undefined ? undefined : { value };
    }
  }
}

/** `a && b` is b where a is true, and else a. */
function evaluateChoice(kind: 'and' | 'or', parts: readonly Expression[], scenario: Scenario): Known {
  const [first, ...rest] = parts;
  const value = holds(first, scenario);
  if (rest.length === 0 || value === (kind === 'or')) {
    return evaluate(first, scenario);
  }
  return value === undefined ? undefined : evaluateChoice(kind, rest, scenario);
}

function evaluateCall(name: string, args: readonly Expression[], scenario: Scenario): Known {
  const values = args.map(arg => evaluate(arg, scenario));
  const texts = values.map(value => value && 'value' in value ? String(value.value ?? '') : undefined);
  const [text, other] = texts;
  switch (name) {
    case 'startswith':
      return startsWith(values[0], other);
    case 'contains':
      return known(args[0].kind !== 'name' || !args[0].path.includes('*') ? text : undefined, other, (whole, part) => whole.toLowerCase().includes(part.toLowerCase()));
    case 'endswith':
      return known(text, other, (whole, end) => whole.toLowerCase().endsWith(end.toLowerCase()));
    case 'always':
    case 'success':
      return { value: true };
    case 'failure':
    case 'cancelled':
      return { value: false };
    case 'tail':
      return text === undefined ? undefined : { value: text.slice(text.lastIndexOf('/') + 1) };
    case 'lower':
      return text === undefined ? undefined : { value: text.toLowerCase() };
    case 'strip':
      return known(text, other, (whole, start) => whole.startsWith(start) ? whole.slice(start.length) : whole);
    case 'format':
      return evaluateFormat({ kind: 'call', name: 'format', args });
    default:
      return undefined;
  }
}

function evaluateFormat(expression: Expression): Known {
  const text = asText(expression);
  const start = text.slice(0, text.indexOf('${{'));
  return isLiteral(text) ? { value: text } : start ? { start } : undefined;
}

function known(one: string | undefined, other: string | undefined, result: (one: string, other: string) => string | boolean): Known {
  return one === undefined || other === undefined ? undefined : { value: result(one, other) };
}

function startsWith(value: Known, start: string | undefined): Known {
  if (start === undefined || !value) {
    return undefined;
  }
  const begin = ('value' in value ? String(value.value ?? '') : value.start).toLowerCase();
  const wanted = start.toLowerCase();
  return begin.startsWith(wanted) ? { value: true } : 'value' in value || !wanted.startsWith(begin) ? { value: false } : undefined;
}

/** The condition without what is always so in these scenarios. What is false in all of them is false. */
export function simplify(condition: Expression, scenarios: readonly Scenario[]): Expression {
  const values = scenarios.map(scenario => holds(condition, scenario));
  if (values.length && values.every(value => value === true)) {
    return TRUE;
  }
  if (values.every(value => value === false)) {
    return FALSE;
  }
  switch (condition.kind) {
    case 'not':
      return not(simplify(condition.of, scenarios));
    case 'and':
      return and(...chain(condition.of, scenarios, false));
    case 'or':
      return or(...chain(condition.of, scenarios, true));
    default:
      return condition;
  }
}

/** Each part matters only in the scenarios that the ones before leave open. */
function chain(parts: readonly Expression[], scenarios: readonly Scenario[], settled: boolean): Expression[] {
  let open = scenarios;
  return parts.map(part => {
    const simple = simplify(part, open);
    open = open.filter(scenario => holds(part, scenario) !== settled);
    return simple;
  });
}

/** Those scenarios in which a condition can hold. */
export function possible(condition: Expression, scenarios: readonly Scenario[]): Scenario[] {
  return same(condition, TRUE) ? [...scenarios] : scenarios.filter(scenario => holds(condition, scenario) !== false);
}
