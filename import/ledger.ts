import { SEPARATOR, leavesOf, textOf, type Node } from './input/node';

/** What becomes of a piece of the file. */
export type Verdict = 'kept' | 'better' | 'changed' | 'unsaid';

export interface Entry {
  readonly verdict: Verdict;
  /** The line of the file; 0 where it is about the whole. */
  readonly line: number;
  readonly text: string;
  /** Where to keep what the declaration cannot say. */
  readonly place?: string;
}

/** Places for what the declaration cannot say. */
export const PLACES = {
  preBuild: '`preBuildSteps` of the image',
  postPublish: '`postPublishSteps` of the image',
  downstream: 'a job that `addDownstreamJob` adds',
  beside: 'a job of your own beside it: `workflow.addJob`',
  file: 'the file as it is',
} as const;

/**
 * Who has taken which piece of the file. What nobody takes is reported at the end, so that nothing is dropped in silence.
 */
export class Ledger {
  private taken = new Set<string>();
  private noted = new Map<string, Entry>();

  constructor(private readonly root: Node) {}

  /** These pieces, with all that they hold, are understood. */
  public take(...nodes: ReadonlyArray<Node | undefined>): void {
    nodes.forEach(node => node && this.taken.add(node.path));
  }

  /** What there is to say of a piece, or of a line. What is said of a piece is taken too. */
  public note(verdict: Verdict, where: Node | number | undefined, text: string, place?: string): void {
    const line = typeof where === 'number' ? where : where?.line ?? 0;
    if (typeof where === 'object') {
      this.take(where);
    }
    this.noted.set([verdict, line, text].join(SEPARATOR), { verdict, line, text, place });
  }

  /** Takes back what is said from here on. */
  public mark(): () => void {
    const [taken, noted] = [new Set(this.taken), new Map(this.noted)];
    return () => {
      this.taken = taken;
      this.noted = noted;
    };
  }

  /** Whether somebody has taken all of a piece. */
  public has(node: Node): boolean {
    const parts = node.path.split(SEPARATOR);
    return parts.some((_, index) => this.taken.has(parts.slice(0, index + 1).join(SEPARATOR)));
  }

  /** All that was said, and what nobody has taken, by line. */
  public entries(): Entry[] {
    const left = leavesOf(this.root).filter(leaf => !this.has(leaf)).map((leaf): Entry => ({
      verdict: 'unsaid',
      line: leaf.line,
      text: `${nameOf(leaf.path)}${describe(leaf)} is not understood`,
      place: leaf.path.includes(`${SEPARATOR}steps${SEPARATOR}`) ? PLACES.beside : PLACES.file,
    }));
    return [...this.noted.values(), ...left].sort((one, other) => one.line - other.line);
  }
}

function nameOf(path: string): string {
  return `\`${path.split(SEPARATOR).join('.')}\``;
}

function describe(leaf: Node): string {
  const text = textOf(leaf) ?? '';
  return text && text.length <= 60 && !text.includes('\n') ? ` (${text})` : '';
}
