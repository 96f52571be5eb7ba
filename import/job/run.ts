import { texts } from './arguments';
import type { Leg } from './leg';
import type { Expression } from '../expressions/expression';
import { always, combine, map, restrict, single, type Value } from '../expressions/value';
import { at, textOf, type Node } from '../input/node';
import { own } from '../own';
import type { Call, Host } from '../shell/host';
import { Shell } from '../shell/shell';
import { buildah } from './tools/buildah';
import { docker } from './tools/docker';
import { cosign, crane, regctl, skopeo } from './tools/registry';

/** What GitHub gives to every script, and under which name an expression has it. */
const GIVEN: Record<string, string> = {
  GITHUB_REPOSITORY: 'github.repository',
  GITHUB_REPOSITORY_OWNER: 'github.repository_owner',
  GITHUB_REF: 'github.ref',
  GITHUB_REF_NAME: 'github.ref_name',
  GITHUB_REF_TYPE: 'github.ref_type',
  GITHUB_SHA: 'github.sha',
  GITHUB_ACTOR: 'github.actor',
  GITHUB_EVENT_NAME: 'github.event_name',
  GITHUB_RUN_ID: 'github.run_id',
  GITHUB_RUN_NUMBER: 'github.run_number',
  GITHUB_RUN_ATTEMPT: 'github.run_attempt',
  GITHUB_HEAD_REF: 'github.head_ref',
  GITHUB_BASE_REF: 'github.base_ref',
  GITHUB_SERVER_URL: 'github.server_url',
  GITHUB_WORKFLOW: 'github.workflow',
};
const FILES: Record<string, string> = { GITHUB_ENV: '%env%', GITHUB_OUTPUT: '%output%', GITHUB_STEP_SUMMARY: '%summary%', GITHUB_PATH: '%path%' };
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
  readonly foreign: ReadonlyArray<Omit<Call, 'words'>>;
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
  public readonly left: Array<Omit<Call, 'words'>> = [];
  private readonly env = new Map<string, Value>();
  private readonly first: number;
  private open?: { readonly name: string; readonly end: string; readonly lines: Array<{ readonly value: Value; readonly when: Expression }> };

  constructor(private readonly leg: Leg, private readonly step: Node) {
    this.first = at(step, 'run')?.textLine ?? step.line;
    leg.scope.entries(at(step, 'env')).forEach(([name, value]) => this.env.set(name, value));
  }

  public variable(name: string): Value | undefined {
    return this.env.get(name) ?? this.leg.scope.variable(name)
      ?? (own(FILES, name) ? always(FILES[name]) : own(GIVEN, name) ? this.leg.scope.resolve(`\${{ ${GIVEN[name]} }}`) : undefined);
  }

  public unknown(code: string, variable?: string): Value {
    const [known] = [...this.leg.computed].find(([, one]) => variable === undefined && one.code === code && !/\$\w|\$\{/.test(code)) ?? [];
    if (known) {
      return always(`\${{ shell('${known}') }}`);
    }
    const key = `${this.step.path.split('\u0000').pop()}#${variable ?? `${this.leg.computed.size}`}`;
    this.leg.computed.set(key, { step: this.step, code });
    return always(`\${{ shell('${key}') }}`);
  }

  public resolve(text: string): Value {
    return this.leg.scope.withEnv(this.env).resolve(text);
  }

  public simplify(condition: Expression): Expression {
    return this.leg.scope.simplify(condition);
  }

  public foreign(call: Omit<Call, 'words'>): void {
    this.left.push({ ...call, line: call.line + this.first - 1 });
  }

  public run(call: Call): boolean {
    const placed = { ...call, line: call.line + this.first - 1 };
    const understood = this.follow(placed);
    if (!understood && !ASKS.test(texts(call.words)[0])) {
      this.left.push(placed);
    }
    return understood;
  }

  private follow(call: Call): boolean {
    const [name] = texts(call.words);
    const to = call.output && single(call.output);
    if (to === '%env%' || to === '%output%' || name === 'tee' && /%(env|output)%/.test(texts(call.words).join(' '))) {
      const lines = name === 'tee' ? call.input ?? [] : echoed(call);
      return this.write(lines, to ?? (texts(call.words).includes('%env%') ? '%env%' : '%output%'), call.when);
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
      case 'aws':
        return false;
      case 'echo':
        return this.command(echoed(call), call.when) || to === undefined || to === '%summary%' || to === '/dev/null';
      case 'rm':
      case 'mv':
        return /\.docker|config\.json/.test(call.source) || texts(call.words.slice(1)).every(word => /^(-|\/tmp\/)/.test(word));
      default:
        return HARMLESS.test(name) && (to === undefined || to === '%summary%' || to === '/dev/null') || INSTALLS.test(call.source) || /^apt(-get)? update/.test(texts(call.words).join(' '));
    }
  }

  private cloud(cloud: 'google' | 'azure', call: Call, pattern: RegExp): boolean {
    const found = pattern.exec(texts(call.words.slice(1)).join(' '));
    if (found) {
      this.leg.clouds.push({ cloud, steps: this.leg.identities, registry: found[1], line: call.line });
    }
    return found !== null;
  }

  /** `::set-output name=x::value` and its like. */
  private command(value: Value, when: Expression): boolean {
    const [, kind, name] = /^::(set-output|set-env) name=([\w-]+)::/.exec(value[0]?.text ?? '') ?? [];
    if (name !== undefined) {
      this.set(kind === 'set-env' ? '%env%' : '%output%', name, map(value, text => text.replace(/^::set-(output|env) name=[\w-]+::/, '')), when);
    }
    return name !== undefined;
  }

  private write(value: Value, file: string, when: Expression): boolean {
    const text = value[0]?.text ?? '';
    if (this.open) {
      if (text === this.open.end) {
        const { name, lines } = this.open;
        this.open = undefined;
        this.set(file, name, combine(lines.map(({ value: line, when: where }) => restrict(map(line, one => `${one}\n`), where))), when);
      } else {
        this.open.lines.push({ value, when });
      }
      return true;
    }
    const [, heredoc, end] = /^([\w-]+)<<(\S+)$/.exec(text) ?? [];
    if (heredoc) {
      this.open = { name: heredoc, end, lines: [] };
      return true;
    }
    const [, name] = /^([\w-]+)=/.exec(text) ?? [];
    if (name === undefined) {
      return false;
    }
    this.set(file, name, map(value, one => one.slice(one.indexOf('=') + 1)), when);
    return true;
  }

  private set(file: string, name: string, value: Value, when: Expression): void {
    if (file === '%env%') {
      this.leg.setEnv(name, value, when, this.step);
    } else {
      this.leg.setOutput(this.step, name, value, when);
    }
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
