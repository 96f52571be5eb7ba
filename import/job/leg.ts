import type { Check } from '../declaration';
import type { CloudLogin, Computed, Content, ForeignStep, Login, Metadata, Publication, Target } from './facts';
import { FALSE, TRUE, and, not, same, type Expression } from '../expressions/expression';
import { folded } from '../expressions/template';
import { always, choose, keyOf, map, type Value } from '../expressions/value';
import { at, textOf, type Node } from '../input/node';
import type { Ledger } from '../ledger';
import type { Scope } from '../workflow/scope';

/** Marks values of a loop over what only the run knows. */
export const LOOP = 'loop-';

/** An image in the Docker engine of a runner. */
interface LocalImage {
  readonly content: Content;
  readonly made: Expression;
}

/** What a job, or one leg of its matrix, is seen to do. */
export class Leg {
  public readonly logins: Login[] = [];
  public readonly clouds: CloudLogin[] = [];
  public readonly publications: Publication[] = [];
  public readonly metadata = new Map<string, Metadata>();
  public readonly foreign: ForeignStep[] = [];
  public readonly computed = new Map<string, Computed>();
  public readonly checks: Array<Check & { readonly line: number }> = [];
  public readonly engine = new Map<string, LocalImage>();
  public readonly checkout: { node?: Node; ref?: Value; repository?: string; fetchDepth?: number; submodules?: boolean; lfs?: boolean } = {};
  public readonly builder: { image?: string; driverOpts?: Record<string, string>; buildkitConfig?: string } = {};
  public readonly signed: { keyless?: boolean; key?: string; password?: string; line?: number } = {};
  /** The name of what is attested; empty where it is not known. */
  public attested?: string;
  /** How many images were built or tagged. */
  public made = 0;
  public emulates = false;
  /** Whether an image was pulled before anything was built. */
  public pulled = false;
  /** Where the job has not failed yet. */
  public alive: Expression = TRUE;
  /** The steps that a cloud's identity came from. */
  public readonly identities: Node[] = [];
  /** The steps that are part of a sign-in. */
  public readonly fetching = new Set<Node>();
  /** The steps that write variables of the environment, by the variable. */
  public readonly writers = new Map<string, Node>();
  /** What buildah has built. */
  public built?: { readonly content: Content; readonly image: Value; readonly tags: Value; readonly when: Expression };
  /** Parts of scripts that are not understood, of steps that are replaced. */
  public readonly left: Array<{ readonly line: number; readonly source: string }> = [];
  /** Sources of images that the job looks into, to compare them. */
  public compares = false;

  constructor(
    public readonly id: string, public readonly root: Node, public readonly job: Node, public scope: Scope, public readonly ledger: Ledger,
  ) {}

  /** Where something happens in a step. */
  public where(when: Expression): Expression {
    return this.scope.simplify(and(this.alive, when));
  }

  /** A variable of the environment, from here on. */
  public setEnv(name: string, value: Value, when: Expression, step: Node): void {
    this.writers.set(name, step);
    const before = this.scope.variable(name) ?? always('');
    const chosen = same(when, TRUE) ? value : choose(when, value, before);
    this.scope = this.scope.withEnv([[name, this.tidy(chosen)]]);
  }

  /** An output of a step, from here on. */
  public setOutput(step: Node, name: string, value: Value, when: Expression): void {
    const id = textOf(at(step, 'id'));
    if (id === undefined) {
      return;
    }
    const before = this.scope.resolve(`\${{ steps.${id}.outputs.${name} }}`);
    const known = before.length === 1 && before[0].text === `\${{ steps.${id}.outputs.${name} }}` ? always('') : before;
    this.scope = this.scope.withOutputs(id, [[name, this.tidy(same(when, TRUE) ? this.whole(step, name, value) : choose(when, value, known))]]);
    value.forEach(({ text }) => {
      const key = /^\$\{\{ shell\('([^']+)'\) \}\}$/.exec(text)?.[1];
      const computed = key && value.length === 1 ? this.computed.get(key) : undefined;
      if (computed?.step === step) {
        computed.output = name;
      }
    });
  }

  /** A text of several values that only a script computes is the output itself, unless it is a reference to take apart. */
  private whole(step: Node, name: string, value: Value): Value {
    const [only] = value;
    const plain = only?.text.replace(/\$\{\{.*?\}\}/g, '');
    if (value.length !== 1 || !only.text.includes('shell(') || /^\$\{\{ shell\('[^']*'\) \}\}$/.test(only.text) || /[/:,]/.test(plain!)) {
      return value;
    }
    const key = `${step.path.split('\u0000').pop()}#output-${name}`;
    this.computed.set(key, { step, code: '', output: name });
    return always(`\${{ shell('${key}') }}`);
  }

  private tidy(value: Value): Value {
    return value.map(({ when, text }) => ({ when: this.scope.simplify(when), text })).filter(({ when }) => !same(when, FALSE));
  }

  /** An image comes into the Docker engine. */
  public store(reference: Value, image: LocalImage): void {
    this.engine.set(keyOf(tagged(reference)), image);
  }

  /** An image of the Docker engine. */
  public stored(reference: Value): LocalImage | undefined {
    return this.engine.get(keyOf(tagged(reference)));
  }

  /** Another commit is checked out, before anything is made of the one that was there. */
  public switchTo(ref: Value, when: Expression): boolean {
    const isFirst = this.checkout.node !== undefined && this.publications.length + this.made === 0;
    if (isFirst) {
      this.checkout.ref = this.tidy(choose(this.where(when), ref, this.checkout.ref ?? always('${{ github.ref }}')));
    }
    return isFirst;
  }

  /** Something is pushed. */
  public publish(content: Content, targets: readonly Target[], made: Expression, pushed: Expression, step: Node, line: number): void {
    const where = this.where(pushed);
    if (!same(where, FALSE) || !same(this.where(made), FALSE)) {
      this.publications.push({ content, targets, made: this.where(made), pushed: where, step, line });
    }
  }

  /** The job ends with an error there. */
  public fail(when: Expression): void {
    this.alive = and(this.alive, not(when));
  }
}

/** What may hold a tag: an input, or what a loop goes over. */
const WITH_TAG = new RegExp(`((inputs|needs|steps)\\.|shell\\('${LOOP})[^}]*\\}\\}$`);

/** With the tag that docker takes where none is named. */
export function tagged(reference: Value): Value {
  return map(reference, text => folded(text, (flat, unfold) => {
    const known = /[:@][^/]*$/.test(flat) || (/[\ue000-\uf8ff]$/.test(flat) && WITH_TAG.test(text));
    return known ? text : `${unfold(flat)}:latest`;
  }));
}
