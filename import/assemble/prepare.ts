import type { JobOptions } from '../declaration';
import { idOf, movedStep, stepsUsedBy, textsIn } from './steps';
import { nameOf, partsOf, printExpression, rewrite, type Expression } from '../expressions/expression';
import { asText, partsOfText, textOfParts } from '../expressions/template';
import { at, textOf, type Node } from '../input/node';
import type { Leg } from '../job/leg';

/** Contexts that GitHub offers where names, tags and build arguments are computed, but not in a condition. */
const STEP_CONTEXTS = ['secrets', 'env', 'runner', 'job'];

/**
 * What the run must compute before all other jobs of an image: the job `prepare`. Texts and conditions that need it refer to its
 * outputs.
 */
export class Preparation {
  private readonly steps: Array<{ readonly order: number; readonly step: Record<string, unknown> }> = [];
  private readonly outputs: Record<string, { stepId: string; outputName: string }> = {};
  private readonly names = new Map<string, string>();
  private readonly used = new Set<string>();
  /** Texts that nothing can compute. */
  public readonly lost: string[] = [];

  constructor(private readonly leg: Leg, private readonly image: string, private readonly given: ReadonlySet<string> = new Set()) {}

  /** The options of the image for it. */
  public get options(): JobOptions['prepare'] {
    const steps = [...this.steps].sort((one, other) => one.order - other.order).map(({ step }) => step);
    return steps.length ? { steps, outputs: this.outputs } : undefined;
  }

  /** Whether a step of the file is one of its steps. */
  public has(step: Node): boolean {
    return this.used.has(step.path);
  }

  /** Whether a text can be computed before the other jobs; where it cannot, it is lost. */
  public canSay(text: string): boolean {
    const names = partsOfText(text).flatMap(part => typeof part === 'string' ? [] : partsOf(part)).filter(part => part.kind === 'name' && part.path[0] === 'steps');
    const lost = names.map(part => (part as { path: readonly string[] }).path).filter(path => !this.isComputed(path));
    lost.forEach(path => this.lost.push(path.join('.')));
    return lost.length === 0;
  }

  private isComputed([, id, kind]: readonly string[]): boolean {
    return this.stepNamed(id) !== undefined && kind === 'outputs' && !this.given.has(id);
  }

  /** The date of the run, in a format of docker/metadata-action. */
  public date(format: string): string {
    const words: Readonly<Record<string, string>> = { YYYY: '%Y', YY: '%y', MM: '%m', DD: '%d', HH: '%H', mm: '%M', ss: '%S', X: '%s' };
    const known = format.replace(/YYYY|YY|MM|DD|HH|mm|ss|X/g, word => words[word]);
    return asText(this.generated(`date ${format}`, 'date', {}, `$(date -u +'${known}')`));
  }

  /** A text of names that every job of the image can see. */
  public sayText(text: string): string {
    return textOfParts(partsOfText(text).map(part => typeof part === 'string' ? part : this.say(part, false)));
  }

  /** A condition of names that a job's `if` can see. */
  public sayCondition(condition: Expression): string {
    return printExpression(this.say(condition, true));
  }

  private say(expression: Expression, condition: boolean): Expression {
    const shell = (part: Expression) => part.kind === 'call' && printExpression(part) !== 'tail(github.ref_name)' && ['shell', 'slice', 'strip', 'lower', 'tail'].includes(part.name);
    const said = rewrite(expression, part => shell(part) ? this.computed(part as Expression & { kind: 'call' })
      : printExpression(part) === 'tail(github.ref_name)' ? nameOf('github.ref_name')
        : !condition && part.kind === 'name' && part.path.slice(0, 3).join('.') === 'github.event.inputs' ? nameOf(`inputs.${part.path[3]}`)
          : part.kind === 'name' && part.path[0] === 'steps' ? this.stepOutput(part.path) : part);
    const hidden = condition && partsOf(said).some(part => part.kind === 'name' && STEP_CONTEXTS.includes(part.path[0]));
    return hidden ? this.isTrue(said) : said;
  }

  /** Those parts of a condition that only a step can compute. */
  private isTrue(condition: Expression): Expression {
    if (condition.kind === 'and' || condition.kind === 'or') {
      return { ...condition, of: condition.of.map(part => this.say(part, true)) };
    }
    const output = this.generated(printExpression(condition), 'condition', { VALUE: asText(condition) }, '$VALUE');
    return { kind: 'compare', operator: '==', left: output, right: { kind: 'literal', value: 'true' } };
  }

  private computed(part: Expression & { kind: 'call' }): Expression {
    const [of, ...args] = part.args;
    const value = (arg: Expression | undefined) => arg?.kind === 'literal' ? String(arg.value) : '';
    switch (part.name) {
      case 'shell':
        return this.scripted(value(of));
      case 'slice':
        return this.generated(printExpression(part), 'short', { VALUE: asText(of) }, `\${VALUE:${value(args[0])}:${value(args[1])}}`);
      case 'strip':
        return this.generated(printExpression(part), value(args[0]) === 'v' ? 'version' : 'name', { VALUE: asText(of) }, `\${VALUE#${value(args[0])}}`);
      case 'lower':
        return this.generated(printExpression(part), 'lower', { VALUE: asText(of) }, '${VALUE,,}');
      default:
        return this.generated(printExpression(part), 'last', { VALUE: asText(of) }, '${VALUE##*/}');
    }
  }

  private generated(key: string, name: string, env: Record<string, string>, code: string): Expression {
    const known = this.names.get(key) ?? this.freeName(name);
    if (!this.names.has(key)) {
      this.names.set(key, known);
      const own = Object.fromEntries(Object.entries(env).map(([variable, text]) => [variable, this.inside(text)]));
      this.steps.push({ order: 1e6 + this.steps.length, step: { id: known, name: `Compute ${known}`, ...Object.keys(own).length ? { env: own } : {}, run: `echo "${known}=${code}" >>"$GITHUB_OUTPUT"` } });
      this.outputs[known] = { stepId: known, outputName: known };
    }
    return this.output(known);
  }

  /** In the job itself its outputs are those of its steps. */
  private inside(text: string): string {
    return text.replace(/\bneeds\.prepare-[\w-]+\.outputs\.([\w-]+)/g, (whole, name: string) => {
      const output = this.outputs[name];
      return output ? `steps.${output.stepId}.outputs.${output.outputName}` : whole;
    });
  }

  /** A value that a script of the file computes. */
  private scripted(key: string): Expression {
    const computed = this.leg.computed.get(key);
    const known = this.names.get(key);
    if (!computed || known) {
      if (!computed) {
        this.lost.push(key);
      }
      return this.output(known ?? 'unknown');
    }
    const variable = /#([A-Za-z_]\w*)$/.exec(key)?.[1];
    const name = computed.output ?? this.freeName(variable?.toLowerCase() ?? 'value');
    this.names.set(key, name);
    const step = this.include(computed.step);
    if (!computed.output) {
      step.run = `${withoutDocker(String(step.run))}\necho "${name}=${computed.code}" >>"$GITHUB_OUTPUT"`.trim();
    }
    this.outputs[name] = { stepId: String(step.id), outputName: name };
    return this.output(name);
  }

  /** A step of the file, with those that it builds upon. */
  private include(node: Node): Record<string, unknown> {
    const order = Number(node.path.split('\u0000').pop());
    const known = this.steps.find(one => one.order === order);
    if (known) {
      return known.step;
    }
    const step = movedStep(node, this.leg.root, this.leg.job, this.leg.scope, { id: idOf(node) ?? this.freeName('values') });
    this.steps.push({ order, step });
    this.used.add(node.path);
    for (const id of stepsUsedBy(textsIn(node))) {
      const before = this.stepNamed(id);
      if (before && before !== node) {
        this.include(before);
      }
    }
    this.leg.ledger.note('kept', node, `this step is in the job that prepares the image \`${this.image}\``);
    return step;
  }

  private stepOutput(path: readonly string[]): Expression {
    const [, id, , name] = path;
    const step = this.stepNamed(id);
    if (!step || !this.isComputed(path)) {
      this.lost.push(path.join('.'));
      return { kind: 'name', path };
    }
    const key = `${id}.${name}`;
    const output = this.names.get(key) ?? this.freeName(name);
    if (!this.names.has(key)) {
      this.names.set(key, output);
      this.include(step);
      this.outputs[output] = { stepId: id, outputName: name };
    }
    return this.output(output);
  }

  private stepNamed(id: string): Node | undefined {
    return at(this.leg.job, 'steps')?.list?.find(step => textOf(at(step, 'id')) === id);
  }

  private output(name: string): Expression {
    return { kind: 'name', path: ['needs', `prepare-${this.image}`, 'outputs', name] };
  }

  private freeName(wish: string): string {
    const plain = wish.replace(/[^A-Za-z0-9_-]/g, '-');
    for (let count = 1; ; count++) {
      const name = count === 1 ? plain : `${plain}-${count}`;
      if (!(name in this.outputs) && !this.steps.some(({ step }) => step.id === name)) {
        return name;
      }
    }
  }
}

/** A script without its commands of docker, each with the lines that continue it. */
function withoutDocker(script: string): string {
  return script.replace(/^[ \t]*(?:echo [^\n|]*\|\s*)?docker (?:[^\n\\]|\\[^])*\n?/gm, '').trim();
}
