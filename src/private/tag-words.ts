import { code } from './markdown';
import type { BoundTag } from './tag-plan';

type RuleTag = Extract<BoundTag, { kind: 'rule' }>;

/** A tag as a reader sees it. What only a run knows stands between "<" and ">". */
interface TagWords {
  readonly shown: string;
  /** When it moves, or where it comes from. */
  readonly words: string;
  /** How well it serves whoever pulls: the lowest best. */
  readonly rank: number;
}

/** The tags of an image in words, those together that move together. */
export function tagWords(tags: readonly BoundTag[]): string[] {
  const all = tags.map(wordsOf);
  return [...new Set(all.map(({ words }) => words))].map(words =>
    [all.filter(tag => tag.words === words).map(({ shown }) => code(shown)).join(', '), words].filter(part => part !== '').join(' '));
}

/** The tag that is shown to whoever pulls. */
export function pulledTag(tags: readonly BoundTag[]): string {
  const [best] = tags.map(wordsOf).sort((one, other) => one.rank - other.rank);
  return best === undefined || best.shown.includes('${{') ? '<tag>' : best.shown;
}

/** Where a condition holds, in words. */
export function where(condition: string): string {
  return condition === "github.event_name == 'push'" ? 'on pushes' : `where ${code(condition)}`;
}

/** A literal of which `when` has made an expression. */
const CONDITIONAL = /^\$\{\{ \((.*)\) && '([A-Za-z0-9._-]+)' \|\| '' \}\}$/s;

function wordsOf(tag: BoundTag): TagWords {
  if (tag.kind === 'rule') {
    const { shown, words, rank } = ruleWords(tag);
    return { shown, words: [words, tag.when && where(tag.when)].filter(Boolean).join(' '), rank };
  }
  const { kind, text } = tag;
  const [, condition, literal] = CONDITIONAL.exec(text) ?? [];
  if (literal !== undefined) {
    return { shown: literal, words: where(condition), rank: 2 };
  }
  return kind === 'literal' ? { shown: text, words: '', rank: text === 'latest' ? 0 : 1 }
    : kind === 'list' ? { shown: `${tag.prefix ?? ''}${text}${tag.suffix ?? ''}`, words: '(several)', rank: 9 }
      : { shown: text, words: '', rank: 9 };
}

function ruleWords({ rule, latest }: RuleTag): TagWords {
  const { type, event, pattern = '', value, prefix, suffix = '' } = rule;
  const around = (text: string) => `${prefix ?? ''}${text}${suffix}`;
  const templates = pattern.replace(/\{\{\s*(.*?)\s*\}\}/g, (_: string, inside: string) => `<${inside.replace(/['"]/g, '')}>`);
  const version = value === undefined ? 'the git tag' : code(value);
  switch (event === undefined ? type : `${type} ${event}`) {
    case 'raw': return { shown: around(value ?? ''), words: `on the ${latest === 'newest' ? 'newest stable git tag' : 'default branch'}`, rank: 0 };
    case 'edge': return { shown: around('edge'), words: rule.branch ? `on the branch ${code(rule.branch)}` : 'on the default branch', rank: 2 };
    case 'schedule': return { shown: around(templates), words: 'on schedule', rank: templates === pattern ? 3 : 6 };
    case 'semver': return { shown: around(templates), words: `of ${version}`, rank: 4 };
    case 'pep440': return { shown: around(templates), words: `of ${version} (PEP 440)`, rank: 4 };
    case 'match': return { shown: around('<match>'), words: `of ${code(pattern)} in ${version}`, rank: 7 };
    case 'ref tag': return { shown: around('<git-tag>'), words: 'on git tags', rank: 5 };
    case 'ref branch': return { shown: around('<branch>'), words: 'on branches', rank: 5 };
    default: return { shown: `${prefix ?? 'sha-'}<commit>${suffix}`, words: '', rank: 8 };
  }
}
