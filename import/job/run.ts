import { texts } from './arguments';
import { givenVariable } from './given';
import { LOOP, type Leg } from './leg';
import { Round } from './listed';
import { StepOutputs } from './outputs';
import { oneText } from './texts';
import type { Expression } from '../expressions/expression';
import { always, single, type Value } from '../expressions/value';
import { at, textOf, type Node } from '../input/node';
import type { Call, Host, Loop, Part } from '../shell/host';
import { Shell } from '../shell/shell';
import { buildah } from './tools/buildah';
import { docker } from './tools/docker';
import { cosign, crane, regctl, skopeo } from './tools/registry';

/** Commands that change nothing that a later step or the image could see. */
const HARMLESS = /^(echo|printf|sleep|date|ls|pwd|df|free|env|whoami|uname|cat|true)$/;
/** Commands that are asked for their status, and change nothing. */
const ASKS = /^(grep|egrep|command|which|cmp|diff)$/;
/** What installs a tool that the library does not need. */
const INSTALLS = /^(sudo )?(apt-get|apt|snap) .*\b(skopeo|docker|buildah|podman|qemu)/;

/** What became of a script. */
export interface Run {
  /** Whether all of it is understood. */
  readonly whole: boolean;
  /** Whether it does anything to images or registries. */
  readonly images: boolean;
  /** The parts that are not understood. */
  readonly foreign: readonly Part[];
}

/** Follows the script of a step. */
export function followScript(leg: Leg, step: Node, script: string, when: Expression): Run {
  const host = new StepHost(leg, step);
  const before = leg.publications.length + leg.made;
  const shell = new Shell(host);
  try {
    shell.run(script, when);
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
    host.left.push({ when, line: step.line, source: script });
  }
  if (host.left.length === 0) {
    shell.failed.forEach(where => leg.fail(where));
  }
  return { whole: host.left.length === 0, images: leg.publications.length + leg.made > before, foreign: host.left };
}

class StepHost implements Host {
  public readonly left: Part[] = [];
  private readonly env = new Map<string, Value>();
  private readonly first: number;
  private readonly outputs: StepOutputs;
  private round?: Round;

  constructor(private readonly leg: Leg, private readonly step: Node) {
    this.outputs = new StepOutputs(leg, step);
    this.first = at(step, 'run')?.textLine ?? step.line;
    leg.scope.entries(at(step, 'env')).forEach(([name, value]) => this.env.set(name, value));
  }

  public variable(name: string): Value | undefined {
    return this.env.get(name) ?? this.leg.scope.variable(name) ?? givenVariable(name, this.leg.scope);
  }

  public unknown(code: string, variable?: string): Value {
    const [known] = [...this.leg.computed].find(([, one]) => variable === undefined && one.code === code && !/\$\w|\$\{/.test(code)) ?? [];
    if (known) {
      return always(`\${{ shell('${known}') }}`);
    }
    const key = `${this.round ? LOOP : ''}${this.step.path.split('\u0000').pop()}#${variable ?? `${this.leg.computed.size}`}`;
    this.leg.computed.set(key, { step: this.step, code });
    return always(`\${{ shell('${key}') }}`);
  }

  public resolve(text: string): Value {
    return this.leg.scope.withEnv(this.env).resolve(text);
  }

  public simplify(condition: Expression): Expression {
    return this.leg.scope.simplify(condition);
  }

  public foreign(call: Part): void {
    this.left.push({ ...call, line: call.line + this.first - 1 });
  }

  public run(call: Call): boolean {
    const placed = { ...call, line: call.line + this.first - 1 };
    const before = this.leg.publications.length;
    const followed = this.follow(placed);
    const understood = followed && (!this.round || this.round.take(placed, this.leg.publications.slice(before)));
    if (!understood && !ASKS.test(texts(call.words)[0])) {
      this.left.push(placed);
    }
    return understood;
  }

  public attempt(work: () => void, variables: readonly string[]): boolean {
    const { computed, publications } = this.leg;
    const [before, undo] = [publications.length, this.mark()];
    work();
    const made = publications.slice(before).map(({ content, targets, pushed }) => JSON.stringify([content, targets, pushed])).join();
    const isOpen = [...computed].some(([key, { code }]) =>
      made.includes(`shell('${key}')`) && variables.some(name => new RegExp(`\\$\\{?${name}\\b`).test(code)));
    if (isOpen && !this.round) {
      undo();
    }
    return !isOpen || this.round !== undefined;
  }

  public loop(loop: Loop): boolean {
    if (this.round) {
      return false;
    }
    const [left, undo] = [this.left.length, this.mark()];
    this.round = new Round(this.leg);
    loop.follow();
    const found = this.left.length === left ? this.round.finish(loop) : undefined;
    this.round = undefined;
    undo();
    if (found) {
      this.leg.publish(found.content, [found.target], loop.when, loop.when, this.step, loop.line + this.first - 1);
    }
    return found !== undefined;
  }

  /** Takes back what is published, and what is not understood, from here on. */
  private mark(): () => void {
    const { publications, made } = this.leg;
    const [published, left] = [publications.length, this.left.length];
    return () => {
      [publications.length, this.left.length, this.leg.made] = [published, left, made];
    };
  }

  private follow(call: Call): boolean {
    const [name] = texts(call.words);
    const to = call.output && single(call.output);
    if (to === '%env%' || to === '%output%' || name === 'tee' && /%(env|output)%/.test(texts(call.words).join(' '))) {
      const lines = name === 'tee' ? call.input ?? [] : echoed(call);
      return this.outputs.write(lines, to ?? (texts(call.words).includes('%env%') ? '%env%' : '%output%'), call.when);
    }
    switch (name) {
      case 'sudo':
        return this.follow({ ...call, words: call.words.slice(1) }) || INSTALLS.test(call.source);
      case 'docker':
        return docker(call, this.leg, this.step);
      case 'skopeo':
        return skopeo(call, this.leg, this.step);
      case 'crane':
        return crane(call, this.leg, this.step);
      case 'regctl':
        return regctl(call, this.leg, this.step);
      case 'buildah':
      case 'podman':
        return buildah(call, this.leg, this.step);
      case 'cosign':
      case 'xargs':
        return /\bcosign\b/.test(call.source) && cosign(call, this.leg);
      case 'gcloud':
        return this.cloud('google', call, /^auth configure-docker (.*)$/);
      case 'az':
        return this.cloud('azure', call, /^acr login .*?(?:-n|--name)[= ](\$\{\{.*?\}\}|\S+)/);
      case 'git':
        return this.git(call);
      case 'aws':
        return false;
      case 'echo':
        return this.outputs.command(echoed(call), call.when) || to === undefined || to === '%summary%' || to === '/dev/null';
      case 'rm':
      case 'mv':
        return /\.docker|config\.json/.test(call.source) || texts(call.words.slice(1)).every(word => /^(-|\/tmp\/)/.test(word));
      default:
        return HARMLESS.test(name) && (to === undefined || to === '%summary%' || to === '/dev/null') || INSTALLS.test(call.source) || /^apt(-get)? update/.test(texts(call.words).join(' '));
    }
  }

  /** `git checkout`, or `git switch`, of one commit. */
  private git({ words, when }: Call): boolean {
    const [, command, ...rest] = texts(words);
    const [ref] = words.slice(-1);
    const isOne = /^(checkout|switch)$/.test(command) && rest.filter(word => !/^(-q|--quiet|-f|--force|--detach)$/.test(word)).length === 1;
    return isOne && !/^-|^$/.test(oneText(ref.value)) && this.leg.switchTo(ref.value, when);
  }

  private cloud(cloud: 'google' | 'azure', call: Call, pattern: RegExp): boolean {
    const found = pattern.exec(texts(call.words.slice(1)).join(' '));
    if (found) {
      this.leg.clouds.push({ cloud, steps: this.leg.identities, registry: found[1], line: call.line });
    }
    return found !== null;
  }
}

function echoed(call: Call): Value {
  const words = call.words.slice(1).filter(({ value }) => !/^-[neE]$/.test(single(value) ?? ''));
  return words.length === 1 ? words[0].value : always(words.map(({ value }) => single(value) ?? '').join(' '));
}

/** The script of a step, if it has one that bash runs. */
export function scriptOf(step: Node): string | undefined {
  const shell = textOf(at(step, 'shell'));
  return shell === undefined || /^(bash|sh)\b/.test(shell) ? textOf(at(step, 'run')) : undefined;
}
