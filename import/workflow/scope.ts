import { FALSE, TRUE, and, not, or, partsOf, rewrite, same, type Expression } from '../expressions/expression';
import type { Scenario } from '../expressions/scenario';
import { evaluate, simplify } from '../expressions/simplify';
import { asExpression, asText, parseCondition, partsOfText } from '../expressions/template';
import { always, choose, combine, restrict, single, whereTrue, type Value } from '../expressions/value';
import { entriesOf, textOf, type Node } from '../input/node';

/** The names that a place of the workflow can see, and what they are known to be. */
export class Scope {
  constructor(
    public readonly scenarios: readonly Scenario[],
    public readonly matrix: Readonly<Record<string, unknown>> = {},
    private readonly variables: ReadonlyMap<string, Value> = new Map(),
    private readonly outputs: ReadonlyMap<string, Value> = new Map(),
  ) {}

  /** With these variables of the environment too. */
  public withEnv(env: Iterable<readonly [string, Value]>): Scope {
    return new Scope(this.scenarios, this.matrix, new Map([...this.variables, ...env]), this.outputs);
  }

  /** With what a step has put out. */
  public withOutputs(step: string, outputs: Iterable<readonly [string, Value]>): Scope {
    const named = [...outputs].map(([name, value]) => [keyOf(step, name), value] as const);
    return new Scope(this.scenarios, this.matrix, this.variables, new Map([...this.outputs, ...named]));
  }

  /** A variable of the environment. */
  public variable(name: string): Value | undefined {
    return this.variables.get(name);
  }

  /** What is in a map of the file: `env`, `with`. */
  public entries(node: Node | undefined): Array<[string, Value]> {
    return entriesOf(node).map(([name, value]) => [name, this.resolve(textOf(value) ?? '')]);
  }

  /** What a text can be. */
  public resolve(text: string): Value {
    return combine(partsOfText(text).map(part => typeof part === 'string' ? always(part) : this.valueOf(part)));
  }

  /** The condition of an `if`, in names that GitHub knows. */
  public condition(text: string | undefined): Expression {
    return text === undefined || text.trim() === '' ? TRUE : this.truthOf(parseCondition(text));
  }

  /** The condition without what is always so. */
  public simplify(condition: Expression): Expression {
    return simplify(condition, this.scenarios);
  }

  /** Where an expression is true. */
  public truthOf(expression: Expression): Expression {
    switch (expression.kind) {
      case 'and':
        return and(...expression.of.map(part => this.truthOf(part)));
      case 'or':
        return or(...expression.of.map(part => this.truthOf(part)));
      case 'not':
        return not(this.truthOf(expression.of));
      default: {
        const forms = this.forms(expression);
        return or(...forms.map(({ when, form }) => and(when, this.constant(form))));
      }
    }
  }

  /** The texts that an expression yields. */
  public valueOf(expression: Expression): Value {
    if (expression.kind === 'or' && !isBoolean(expression)) {
      const [first, ...rest] = expression.of;
      const other = this.valueOf(rest.length === 1 ? rest[0] : { kind: 'or', of: rest });
      return this.chosen(first, this.valueOf(first), other);
    }
    return combineForms(this.forms(expression).map(({ when, form }) => ({ when, value: always(asText(this.constant(form))) })));
  }

  /** `a || b`, and `c && a || b`. */
  private chosen(first: Expression, one: Value, other: Value): Value {
    if (first.kind === 'and') {
      const result = first.of[first.of.length - 1];
      const condition = this.simplify(this.truthOf({ kind: 'and', of: first.of.slice(0, -1) }));
      return same(condition, TRUE) ? this.valueOf(result) : same(condition, FALSE) ? other : choose(condition, this.valueOf(result), other);
    }
    const condition = this.simplify(whereTrue(one, text => this.constant(asExpression(text))));
    return same(condition, TRUE) ? one : same(condition, FALSE) ? other : choose(condition, one, other);
  }

  /** The expression with every name replaced by what it is, in each of its forms. */
  private forms(expression: Expression): Array<{ when: Expression; form: Expression }> {
    let forms = [{ when: TRUE, form: expression }];
    for (const [name, value] of this.known(expression)) {
      forms = forms.flatMap(({ when, form }) => this.complete(value).map(one => ({
        when: and(when, one.when),
        form: rewrite(form, part => same(part, name) ? asExpression(one.text) : part),
      })));
    }
    return forms;
  }

  /** With the empty text where nothing else holds. */
  private complete(value: Value): Value {
    const rest = not(or(...value.map(({ when }) => when)));
    return single(value) !== undefined || same(this.simplify(rest), FALSE) ? value.length ? value : always('') : [...value, ...restrict(always(''), rest)];
  }

  private known(expression: Expression): Array<[Expression, Value]> {
    return partsOf(expression).flatMap((part): Array<[Expression, Value]> => {
      const value = part.kind === 'name' ? this.lookup(part.path) : undefined;
      return value ? [[part, value]] : [];
    });
  }

  private lookup(path: readonly string[]): Value | undefined {
    const [context, ...names] = path;
    switch (context.toLowerCase()) {
      case 'matrix': {
        const found = names.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], this.matrix);
        return found === undefined || typeof found === 'object' ? Object.keys(this.matrix).length ? always('') : undefined : always(String(found));
      }
      case 'env':
        return this.variables.get(names[0]);
      case 'steps':
        return names[1] === 'outputs' ? this.outputs.get(keyOf(names[0], names[2])) : undefined;
      case 'github':
        return names[0] === 'token' ? always('${{ secrets.GITHUB_TOKEN }}') : undefined;
      default:
        return undefined;
    }
  }

  /** An expression that is the same in all scenarios is its value. */
  private constant(expression: Expression): Expression {
    const values = this.scenarios.map(scenario => evaluate(expression, scenario));
    const [first] = values;
    return first && 'value' in first && values.every(value => value && 'value' in value && value.value === first.value)
      ? { kind: 'literal', value: first.value } : expression;
  }
}

/** Whether an expression yields true or false, and no text. */
function isBoolean(expression: Expression): boolean {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.every(isBoolean);
    case 'call':
      return /^(contains|startswith|endswith|success|failure|always|cancelled)$/i.test(expression.name);
    case 'literal':
      return typeof expression.value === 'boolean';
    default:
      return expression.kind === 'not' || expression.kind === 'compare';
  }
}

function keyOf(step: string, output: string): string {
  return `${step}.${output}`.toLowerCase();
}

function combineForms(forms: ReadonlyArray<{ when: Expression; value: Value }>): Value {
  return combine([forms.flatMap(({ when, value }) => restrict(value, when))]);
}
