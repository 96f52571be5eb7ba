import { parseCsv } from './csv';

/** What a tag is computed from. */
export interface TagSubject {
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly defaultBranch: string;
  readonly now: Date;
}

type Attributes = Record<string, string>;

const PRIORITIES: Record<string, number> = { schedule: 1000, semver: 900, pep440: 900, match: 800, edge: 700, ref: 600, raw: 200, sha: 100 };
const DEFAULTS = ['type=schedule', 'type=ref,event=branch', 'type=ref,event=tag', 'type=ref,event=pr'];

/**
 * The tags that docker/metadata-action computes of its input `tags`, the version first.
 * @see https://github.com/docker/metadata-action/blob/v6.2.0/src/meta.ts
 */
export function tagsOf(rules: readonly string[], subject: TagSubject): string[] {
  const parsed = (rules.length ? rules : DEFAULTS).map(parseRule);
  const sorted = [...parsed].sort((one, other) => priority(other) - priority(one));
  const tags = sorted.flatMap(rule => {
    const enabled = fill(rule.enable ?? 'true', subject);
    if (!['true', 'false'].includes(enabled)) {
      throw new Error(`Invalid value for enable attribute: ${enabled}`);
    }
    const text = enabled === 'true' ? textOf(rule, subject) : undefined;
    return text === undefined ? [] : `${fill(rule.prefix ?? (rule.type === 'sha' ? 'sha-' : ''), subject)}${text}${fill(rule.suffix ?? '', subject)}`;
  });
  return [...new Set(tags.filter(tag => tag !== '').map(tag => tag.replace(/[^a-zA-Z0-9._-]+/g, '-')))];
}

/** A text with the expressions of docker/metadata-action evaluated. */
export function fill(text: string, subject: TagSubject): string {
  const { event, ref, sha, defaultBranch, now } = subject;
  return replace(text, {
    branch: within(ref, 'refs/heads/') ?? '',
    tag: within(ref, 'refs/tags/') ?? '',
    sha: sha.slice(0, 7),
    is_default_branch: String(ref.replace(/^refs\/heads\//, '') === defaultBranch || event === 'schedule'),
  }, now);
}

function parseRule(line: string): Attributes {
  const attributes: Attributes = {};
  for (const field of parseCsv(line)[0]) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(field) ?? [undefined, 'value', field];
    attributes[name.trim().toLowerCase()] = value.trim();
  }
  const type = attributes.type ?? 'raw';
  if (!(type in PRIORITIES)) {
    throw new Error(`Unknown tag type attribute: ${type}`);
  }
  return { ...attributes, type };
}

function priority({ type, priority: own }: Attributes): number {
  return own === undefined ? PRIORITIES[type] : Number(own);
}

function textOf(rule: Attributes, subject: TagSubject): string | undefined {
  const { event, ref, sha, defaultBranch, now } = subject;
  const branch = within(ref, 'refs/heads/');
  const gitTag = within(ref, 'refs/tags/');
  const version = rule.value ? fill(rule.value, subject) : gitTag;
  switch (rule.type) {
    case 'schedule': return event === 'schedule' ? replace(rule.pattern ?? 'nightly', {}, now) : undefined;
    case 'semver': return version && semver(version.replace(/\//g, '-'), rule.pattern);
    case 'pep440': return version && pep440(version.replace(/\//g, '-'), rule.pattern);
    case 'match': return version && matching(version, rule.pattern, Number(rule.group ?? 0));
    case 'edge': return branch === (rule.branch ?? defaultBranch) ? 'edge' : undefined;
    case 'ref': return rule.event === 'branch' ? branch : rule.event === 'tag' ? gitTag : within(ref, 'refs/pull/')?.replace(/\/merge$/, '');
    case 'sha': return rule.format === 'long' ? sha : sha.slice(0, 7);
    default: return fill(rule.value, subject);
  }
}

function semver(text: string, pattern: string): string | undefined {
  const [, version, major, minor, patch, pre] = /^v?((\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?)(?:\+[0-9A-Za-z.-]+)?$/.exec(text) ?? [];
  if (version === undefined) {
    return undefined;
  }
  return replace(pre && pattern !== '{{raw}}' ? '{{version}}' : pattern, { raw: text, version, major, minor, patch });
}

/** Releases and pre-releases of the usual form; epochs and local versions are not known here. */
function pep440(text: string, pattern: string): string | undefined {
  const [, version, major, minor = '0', patch = '0', other] = /^v?((\d+)(?:\.(\d+))?(?:\.(\d+))?((?:a|b|rc|\.post|\.dev)\d+)?)$/.exec(text) ?? [];
  if (version === undefined) {
    return undefined;
  }
  return other ? (pattern === '{{raw}}' ? text : version) : replace(pattern, { raw: text, version, major, minor, patch });
}

function matching(text: string, pattern: string, group: number): string | undefined {
  const [, body, flags] = /^\/(.+)\/(.*)$/.exec(pattern) ?? [undefined, pattern, ''];
  return new RegExp(body, flags).exec(text)?.[group];
}

function within(ref: string, folder: string): string | undefined {
  return ref.startsWith(folder) ? ref.slice(folder.length) : undefined;
}

/** What stands in braces is a name, or `date` with a format in the words of moment.js. */
function replace(text: string, values: Record<string, string>, now?: Date): string {
  return text.replace(/\{\{\s*(\w+)(?:\s+'([^']*)')?[^}]*\}\}/g, (expression, name: string, format: string | undefined) => {
    if (name === 'date' && format !== undefined && now) {
      const [YYYY, MM, DD, HH, mm, ss] = now.toISOString().split(/\D/);
      const words: Record<string, string> = { YYYY, MM, DD, HH, mm, ss };
      return format.replace(/YYYY|MM|DD|HH|mm|ss/g, word => words[word]);
    }
    if (values[name] === undefined) {
      throw new Error(`The stand-in for docker/metadata-action does not know "${expression}"`);
    }
    return values[name];
  });
}
