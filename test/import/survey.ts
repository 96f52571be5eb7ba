import { MODELS, importWorkflow, textOf } from './importer';

/** How many of some models come out whole, in part, and not at all. */
function count(models: typeof MODELS): Record<string, number> {
  const counts: Record<string, number> = { whole: 0, partial: 0, nothing: 0 };
  models.forEach(({ id }) => counts[importWorkflow(textOf(id)).outcome]++);
  return counts;
}

function line(title: string, models: typeof MODELS): string {
  const { whole, partial, nothing } = count(models);
  return `${title}: ${models.length}, of which ${whole} come out whole (${Math.round(whole / models.length * 100)} %), ${partial} in part, ${nothing} not at all`;
}

/** What the README tells of them. */
export function survey(): string[] {
  return [line('Workflows', MODELS), line('Of one or two jobs, all about images', MODELS.filter(({ imageOnly, jobs }) => imageOnly && jobs <= 2))];
}

if (require.main === module) {
  console.log(survey().join('\n'));
  if (process.argv.includes('--all')) {
    MODELS.forEach(({ id, address }) => {
      const { outcome, entries, reason } = importWorkflow(textOf(id));
      console.log([`${id} ${outcome} ${address}`, ...reason ? [reason] : [], ...entries.filter(({ verdict }) => verdict === 'unsaid').map(entry => `line ${entry.line}: ${entry.text}`)].join('\n   '));
    });
  }
}
