import type { Copy, Listed, Publication, Target } from './facts';
import { tagged, type Leg } from './leg';
import { splitReference } from './references';
import { codeOf } from '../expressions/codes';
import { needsShell, printExpression, type Expression } from '../expressions/expression';
import { asText, isLiteral, partsOfText } from '../expressions/template';
import { always, single } from '../expressions/value';
import type { Call, Edit, Loop } from '../shell/host';
import { NOTHING } from '../shell/loop';

/** Where the script writes its list. */
export const LIST = '"$RUNNER_TEMP/copies"';
/** The step that looks up where an image of the list goes. */
export const PLACE = 'copy-place';
/** Commands that a list may hold: they look at nothing but the list. */
const KEPT = /^(echo|printf|sleep|date|true|cat|grep|egrep|cut|sed|tr|awk)$/;
/** What puts an image into the engine, for a push. */
const ENGINE = /^(sudo )?(docker|podman) (image )?(pull|tag)\b/;
const TOOLS = /(^|[\s;&|(])(docker|podman|buildah|skopeo|crane|regctl) /m;

/** One round of a loop over what only the run knows. */
export class Round {
  private readonly edits = new Map<number, Edit>();
  private readonly env: Record<string, string> = {};
  private content?: Listed;
  private target?: Target;

  constructor(private readonly leg: Leg) {}

  /** Takes a command that was followed, with what it has published. Whether the list can hold it. */
  public take(call: Call, made: readonly Publication[]): boolean {
    if (made.length === 0) {
      const isEngine = ENGINE.test(call.source);
      if (isEngine) {
        this.edits.set(call.range.pos, { ...call.range, text: NOTHING });
      }
      return isEngine || KEPT.test(single(call.words[0].value) ?? '');
    }
    const line = made.length === 1 ? this.lineOf(made[0]) : undefined;
    if (line !== undefined) {
      this.edits.set(call.range.pos, { ...call.range, text: `echo "${line}" >>${LIST}` });
    }
    return line !== undefined;
  }

  /** What the loop copies; undefined where a list cannot say it. */
  public finish({ edited }: Loop): { readonly content: Listed; readonly target: Target } | undefined {
    const script = edited([...this.edits.values()]);
    return this.content && this.target && script !== undefined && !TOOLS.test(script)
      ? { content: { ...this.content, script }, target: this.target } : undefined;
  }

  /** The line of the list for a copy. All copies of a loop go the same way. */
  private lineOf({ content, targets: [target, ...more] }: Publication): string | undefined {
    const from = content.kind === 'copy' && !content.platform ? single(content.reference) : undefined;
    const to = target?.kind === 'reference' && more.length === 0 ? single(target.value) : undefined;
    if (from === undefined || to === undefined || /secrets\./.test(from)) {
      return undefined;
    }
    const { host, path, tag } = splitReference(to);
    const source = splitReference(from);
    const isNamed = source.digest !== undefined || source.tag !== tag || isOpen(path);
    const fixed = isNamed ? prefixOf(path) : path;
    const place = `${host}/${fixed}${isNamed ? `\${{ steps.${PLACE}.outputs.name }}` : ''}:\${{ steps.${PLACE}.outputs.tag }}`;
    const rest = to.slice(to.indexOf(path) + fixed.length);
    const words = [from, ...isNamed ? [rest] : []].map(text => this.spoken(text));
    const { referrers, everyPlatform } = content as Copy;
    const found: Listed = { kind: 'listed', script: '', env: this.env, named: isNamed, everyPlatform, ...referrers ? { referrers } : {} };
    const isSame = this.target === undefined || JSON.stringify([this.target, this.content]) === JSON.stringify([referenceTo(place), found]);
    if (/^\$\{\{ (\w+\()*shell\(/.test(to) || isOpen(host) || /secrets\./.test(rest) && isNamed || words.includes(undefined) || !isSame) {
      return undefined;
    }
    [this.content, this.target] = [found, referenceTo(place)];
    return words.join(' ');
  }

  /** A text as the script can print it, in double quotes. */
  private spoken(text: string): string | undefined {
    const parts = partsOfText(text).map(part => typeof part === 'string' ? part.replace(/[\\"$`]/g, '\\$&') : this.variable(part));
    return parts.includes(undefined) || parts.some(part => /\s/.test(part!) && !part!.startsWith('$')) ? undefined : parts.join('');
  }

  private variable(expression: Expression): string | undefined {
    const code = this.codeOf(expression);
    if (code !== undefined || needsShell(expression)) {
      return code;
    }
    const name = printExpression(expression).replace(/\W+/g, '_').toUpperCase();
    this.env[name] = asText(expression);
    return `\${${name}}`;
  }

  /** The code of the loop for a value that only it knows. */
  private codeOf(expression: Expression): string | undefined {
    if (expression.kind !== 'call' || !needsShell(expression)) {
      return undefined;
    }
    if (expression.name === 'shell') {
      return this.leg.computed.get(textOfLiteral(expression.args[0]))?.code.replace(/^\$(\w+)$/, '${$1}');
    }
    const variable = /^\$\{(\w+)\}$/.exec(this.codeOf(expression.args[0]) ?? '')?.[1];
    return variable && codeOf(expression, variable).code;
  }
}

function textOfLiteral(expression: Expression): string {
  return expression.kind === 'literal' ? String(expression.value) : '';
}

function referenceTo(text: string): Target {
  return { kind: 'reference', value: tagged(always(text)) };
}

/** Whether only the loop knows a text. */
function isOpen(text: string): boolean {
  return !isLiteral(text) && partsOfText(text).some(part => typeof part !== 'string' && needsShell(part));
}

/** What all names begin with, up to a slash. */
function prefixOf(path: string): string {
  const before = path.slice(0, path.search(/\$\{\{ (?:\w+\()*shell\(|$/));
  return before.slice(0, before.lastIndexOf('/') + 1);
}
