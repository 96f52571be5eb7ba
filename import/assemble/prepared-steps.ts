import type { JobOptions } from '../declaration';
import { withoutTools } from './codes';
import { PUSHES, idOf, movedStep, stepsUsedBy, textsIn } from './steps';
import { SEPARATOR, at, type Node } from '../input/node';
import type { Leg } from '../job/leg';

/** A step as projen declares it. */
type Step = Record<string, unknown>;

/** What a step does in place of what it did. */
export interface Replacement {
  readonly id: string;
  readonly name: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The steps of a job that computes something before others run: those of the file in their order, and then those that are made up. */
export class PreparedSteps {
  private readonly steps: Array<{ readonly order: number; readonly step: Step }> = [];
  private readonly outputs: Record<string, { stepId: string; outputName: string }> = {};
  private readonly used = new Set<string>();

  /**
   * @param image the id of the image
   * @param seen ids of steps that the jobs of the image have themselves
   */
  constructor(private readonly leg: Leg, private readonly image: string, private readonly seen: ReadonlySet<string>) {}

  /** The options of the image for the job. */
  public get options(): JobOptions['prepare'] {
    const steps = [...this.steps].sort((one, other) => one.order - other.order).map(({ step }) => step);
    return steps.length ? { steps, outputs: this.outputs } : undefined;
  }

  /** Whether a step of the file is one of them. */
  public has(step: Node): boolean {
    return this.used.has(step.path);
  }

  /** A step of the file, with those that it builds upon, and without what makes or copies images. */
  public include(node: Node): Step {
    const known = this.steps.find(({ order }) => order === orderOf(node));
    if (known) {
      return known.step;
    }
    const step = this.moved(node);
    if (typeof step.run === 'string' && !this.leg.foreign.some(one => one.step === node)) {
      step.run = withoutTools(step.run);
      this.refusePush(step, node);
    }
    return this.insert(node, step);
  }

  private moved(node: Node): Step {
    const moved = movedStep(node, this.leg.root, this.leg.job, this.leg.scope, { id: idOf(node) ?? this.freeName('values') });
    return JSON.parse(JSON.stringify(moved), (_, value) => typeof value === 'string' ? this.withoutSeen(value) : value);
  }

  private insert(node: Node, step: Step): Step {
    this.steps.push({ order: orderOf(node), step });
    this.used.add(node.path);
    this.neededBy(node).forEach(before => this.include(before));
    this.leg.ledger.note('kept', node, `this step is in the job that prepares the image \`${this.image}\``);
    return step;
  }

  private refusePush({ run }: Step, { line }: Node): void {
    if (PUSHES.test(String(run))) {
      this.leg.ledger.note('unsaid', line, 'this step computes what is published, and pushes in the middle of that', 'a step of `prepare` that only computes it');
    }
  }

  /** The steps before it whose outputs or variables it uses. */
  private neededBy(node: Node): Node[] {
    const text = textsIn(node);
    const named = stepsUsedBy(text).flatMap(id => this.seen.has(id) ? [] : this.stepNamed(id) ?? []);
    const writers = [...this.leg.writers].filter(([name]) => wordOf(name).test(text)).map(([, writer]) => writer);
    return [...named, ...writers].filter(one => orderOf(one) < orderOf(node));
  }

  /** A step of the file that does something else there, with what it puts out. Of its variables those are left that it names. */
  public replace(node: Node, { env, ...changes }: Replacement, outputs: readonly string[]): void {
    const { if: condition, env: known, id, name, run, ...step } = this.moved(node);
    const given = Object.entries({ ...known as object | undefined, ...env }).filter(([variable]) => wordOf(variable).test(changes.run));
    this.insert(node, { ...changes, ...step, ...given.length ? { env: Object.fromEntries(given) } : {} });
    outputs.forEach(output => this.putOut(output, changes.id));
  }

  /** A step that computes one text. */
  public add(name: string, env: Readonly<Record<string, string>>, code: string): void {
    const step = { id: name, name: `Compute ${name}`, ...Object.keys(env).length ? { env } : {}, run: `echo "${name}=${code}" >>"$GITHUB_OUTPUT"` };
    this.steps.push({ order: 1e6 + this.steps.length, step });
    this.putOut(name, name);
  }

  /** What a step puts out is an output of the job. */
  public putOut(name: string, stepId: string, outputName: string = name): void {
    this.outputs[name] = { stepId, outputName };
  }

  /** In the job itself its outputs are those of its steps. */
  public inside(text: string): string {
    return text.replace(/\bneeds\.prepare-[\w-]+\.outputs\.([\w-]+)/g, (whole, name: string) => {
      const output = this.outputs[name];
      return output ? `steps.${output.stepId}.outputs.${output.outputName}` : whole;
    });
  }

  /** What the jobs of the image compute themselves is not there yet. */
  public withoutSeen(text: string): string {
    return text.replace(/\$\{\{ *steps\.([\w-]+)\.[^}]*\}\}/g, (expression, id: string) => this.seen.has(id) ? '' : expression);
  }

  /** A step of the file, by its id. */
  public stepNamed(id: string): Node | undefined {
    return at(this.leg.job, 'steps')?.list?.find(step => idOf(step) === id);
  }

  /** A name that neither a step nor an output has. */
  public freeName(wish: string): string {
    const plain = wish.replace(/[^A-Za-z0-9_-]/g, '-');
    for (let count = 1; ; count++) {
      const name = count === 1 ? plain : `${plain}-${count}`;
      if (!(name in this.outputs) && !this.steps.some(({ step }) => step.id === name)) {
        return name;
      }
    }
  }
}

/** What finds a variable in a script. */
export function wordOf(variable: string): RegExp {
  return new RegExp(`\\b${variable.replace(/\W/g, '')}\\b`);
}

/** Where a step stands in its job. */
function orderOf(node: Node): number {
  return Number(node.path.split(SEPARATOR).pop());
}
