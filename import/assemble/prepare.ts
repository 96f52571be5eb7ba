import { dateCode } from './codes';
import { PreparedSteps, wordOf } from './prepared-steps';
import { codeOf } from '../expressions/codes';
import { SHELL_FUNCTIONS, nameOf, partsOf, printExpression, rewrite, type Expression } from '../expressions/expression';
import { asText, partsOfText, textOfParts } from '../expressions/template';
import { at, recordOf } from '../input/node';
import type { Leg } from '../job/leg';

/** Contexts that GitHub offers where names, tags and build arguments are computed, but not in a condition. */
const STEP_CONTEXTS = ['secrets', 'env', 'runner', 'job'];

/**
 * What the run must compute before all other jobs of an image: the job `prepare`. Texts and conditions that need it refer to its
 * outputs.
 */
export class Preparation {
  /** Its steps. */
  public readonly steps: PreparedSteps;
  private readonly names = new Map<string, string>();
  /** Texts that nothing can compute. */
  public readonly lost: string[] = [];

  /**
   * @param image the id of the image
   * @param job the id of the job
   * @param given ids of steps that the library replaces
   * @param seen ids of steps that the jobs of the image have themselves
   * @param unnamed what an output is called that the file has no name for
   */
  constructor(
    private readonly leg: Leg,
    image: string,
    private readonly job: string,
    private readonly given: ReadonlySet<string> = new Set(),
    private readonly seen: ReadonlySet<string> = new Set(),
    private readonly unnamed: string = 'value',
  ) {
    this.steps = new PreparedSteps(leg, image, seen);
  }

  /** Whether a text can be computed before the other jobs; where it cannot, it is lost. */
  public canSay(text: string): boolean {
    const names = partsOfText(text).flatMap(part => typeof part === 'string' ? [] : partsOf(part)).filter(part => part.kind === 'name' && part.path[0] === 'steps');
    const lost = names.map(part => (part as { path: readonly string[] }).path).filter(path => !this.isComputed(path));
    lost.forEach(path => this.lost.push(path.join('.')));
    return lost.length === 0;
  }

  private isComputed([, id, kind]: readonly string[]): boolean {
    return this.seen.has(id) || this.steps.stepNamed(id) !== undefined && kind === 'outputs' && !this.given.has(id);
  }

  /** The date of the run, in a format of docker/metadata-action. */
  public date(format: string): string {
    return asText(this.generated(`date ${format}`, 'date', {}, dateCode(format)));
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
    const shell = (part: Expression) => part.kind === 'call' && printExpression(part) !== 'tail(github.ref_name)' && SHELL_FUNCTIONS.includes(part.name);
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
    const [of] = part.args;
    if (part.name === 'shell') {
      return this.scripted(of.kind === 'literal' ? String(of.value) : '');
    }
    const { name, code } = codeOf(part);
    return this.generated(printExpression(part), name, { VALUE: asText(of) }, code);
  }

  private generated(key: string, name: string, env: Record<string, string>, code: string): Expression {
    const known = this.names.get(key) ?? this.steps.freeName(name);
    if (!this.names.has(key)) {
      this.names.set(key, known);
      this.steps.add(known, Object.fromEntries(Object.entries(env).map(([variable, text]) => [variable, this.steps.inside(text)])), code);
    }
    return this.output(known);
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
    const name = computed.output ?? this.steps.freeName(variable?.toLowerCase() ?? this.unnamed);
    this.names.set(key, name);
    const step = this.steps.include(computed.step);
    if (!computed.output) {
      step.run = `${String(step.run).trimEnd()}\necho "${name}=${computed.code}" >>"$GITHUB_OUTPUT"`.trim();
    }
    const isHidden = ([own, text]: readonly [string, string]) => text !== this.steps.withoutSeen(text) && wordOf(own).test(computed.code);
    if (Object.entries(recordOf(at(computed.step, 'env'))).some(isHidden)) {
      this.lost.push(computed.code);
    }
    this.steps.putOut(name, String(step.id));
    return this.output(name);
  }

  private stepOutput(path: readonly string[]): Expression {
    const [, id, , name] = path;
    if (this.seen.has(id)) {
      return { kind: 'name', path };
    }
    const step = this.steps.stepNamed(id);
    if (!step || !this.isComputed(path)) {
      this.lost.push(path.join('.'));
      return { kind: 'name', path };
    }
    const key = `${id}.${name}`;
    const output = this.names.get(key) ?? this.steps.freeName(name);
    if (!this.names.has(key)) {
      this.names.set(key, output);
      this.steps.include(step);
      this.steps.putOut(output, id, name);
    }
    return this.output(output);
  }

  private output(name: string): Expression {
    return { kind: 'name', path: ['needs', this.job, 'outputs', name] };
  }
}
