import type { Document } from 'yaml';

/** Puts a job with nothing but what others look at in place of one that is not ours, and has findings of its own. */
export function standIn(document: Document, id: string, { needs, outputs }: { needs?: unknown; outputs?: object }): void {
  document.setIn(['jobs', id], document.createNode({
    'name': id,
    needs,
    'runs-on': 'ubuntu-24.04',
    'timeout-minutes': 5,
    'permissions': {},
    'outputs': outputs && Object.fromEntries(Object.keys(outputs).map(name => [name, 'text'])),
    'steps': [{ name: 'Stand in', run: 'true' }],
  }, { keepUndefined: false }));
}
