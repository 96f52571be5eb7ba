import type { Image, OwnJob } from '../declaration';
import { isLiteral } from '../expressions/template';
import { single } from '../expressions/value';
import { at, textOf, type Node } from '../input/node';
import type { ForeignStep } from '../job/facts';
import type { Leg } from '../job/leg';
import { PLACES } from '../ledger';
import { isCopied } from './drafts';
import type { Assembled } from './image';
import { permissionsOf } from './jobs';
import { isListed } from './listed';
import { PUSHES, idOf, movedStep, stepOf, stepsUsedBy, textsIn } from './steps';

/** Actions that write to the repository. */
const WRITES = /release|bump|tag-action|create-pull-request|auto-commit|add-and-commit|cleanup/i;
/** What needs the sign-ins to registries that the job had. */
const SIGNED_IN = /\b(docker|cosign|crane|skopeo|oras|helm (push|pull)) ?/;

/** Places for the steps of a job that the library does not replace: before the build, as a check, or after the publication. */
export function placeSteps(leg: Leg, all: readonly Assembled[], jobId: string): OwnJob[] {
  const isPrepared = (step: Node) => all.some(({ preparation, finding }) => preparation.steps.has(step) || finding?.steps.has(step));
  const kept = leg.foreign.filter(({ step }) => !isPrepared(step) && !isIdle(step, leg, all));
  const last = leg.publications.length;
  const others = kept.filter(one => one.after >= last || !placeCheck(one, leg, all));
  others.forEach(({ step }) => warnOf(step, leg, all));
  others.filter(one => one.after < last).forEach(one => warnOfWriting(one, leg));
  others.filter(one => one.after < last).forEach(one => {
    const lists = all.filter(({ draft }) => isListed(draft) && one.checkedOut);
    lists.forEach(({ image, preparation }) => {
      preparation.steps.include(one.step);
      image.prepare = preparation.steps.options;
    });
    placeBefore(one, leg, all.filter(assembled => !lists.includes(assembled)).map(({ image }) => image));
  });
  all.forEach(({ image, draft: { content } }) => {
    if (content.kind === 'archive' && content.command) {
      image.preBuildSteps = [...image.preBuildSteps ?? [], { name: 'Write the image into an archive', run: content.command }];
    }
  });
  const after = others.filter(one => one.after >= last);
  if (after.length === 0) {
    return [];
  }
  // what gives the job its identity at a cloud is part of the sign-in there, and what follows may need it
  const isSignedIn = leg.fetching.size > 0 || after.some(({ step }) => SIGNED_IN.test(textsIn(step)));
  const apart = isSignedIn ? after.filter(one => writes(one) && !after.some(({ step }) => stepsUsedBy(textsIn(one.step)).includes(idOf(step) ?? ''))) : after;
  if (isSignedIn && apart.length < after.length) {
    placeSignedIn(after.filter(one => !apart.includes(one)), leg, all);
  }
  return apart.length ? [placeAfter(apart, leg, all, jobId)] : [];
}

/** Whether a step is an action that may write to the repository, and needs no sign-in. */
function writes({ step }: ForeignStep): boolean {
  return WRITES.test(textOf(at(step, 'uses')) ?? '') && !SIGNED_IN.test(textsIn(step));
}

/** What only the steps needed that the library replaces: tools to copy with, and looks at what was built. */
function isIdle(step: Node, leg: Leg, all: readonly Assembled[]): boolean {
  const action = textOf(at(step, 'uses')) ?? '';
  const text = textsIn(step);
  const tool = all.every(({ draft }) => isCopied(draft)) && (/\/setup-(go|node|python|uv)\b/.test(action) || /curl[^\n]*(crane|go-containerregistry|regctl|oras)/.test(text));
  const digests = all.some(({ draft }) => draft.jobs.length) && /outputs\.digest/.test(text) && /(mkdir|touch|GITHUB_OUTPUT)/.test(text);
  if (tool) {
    leg.ledger.note('better', step, 'no tool must be installed: the library copies with what is on the runner');
  }
  if (digests) {
    leg.ledger.note('kept', step, 'the library hands the digests of the platforms on by itself');
  }
  return tool || leg.fetching.has(step) || digests;
}

/** A step that cannot do elsewhere what it did here. */
function warnOf(step: Node, leg: Leg, all: readonly Assembled[]): void {
  const text = withKnown(textsIn(step), leg);
  const script = textOf(at(step, 'run')) ?? '';
  if (text !== textsIn(step)) {
    leg.ledger.note('changed', step.line, 'what the step before it has put out is known before the run, and stands in it as text: change it together with the images');
  }
  if (PUSHES.test(script)) {
    leg.ledger.note('unsaid', step.line, 'this step pushes something that could not be followed', PLACES.file);
  }
  if (/\bgit (checkout|switch|reset)\b/.test(script)) {
    leg.ledger.note('unsaid', step.line, 'this step builds another commit than the one that was checked out', 'the option `checkout: { ref }` of the image, with what a job in `needs` computes');
  }
  for (const id of stepsUsedBy(text.replace(/steps\.[\w-]+\.outputs\.digest\b/g, ''))) {
    const used = at(leg.job, 'steps')?.list?.find(one => idOf(one) === id);
    if (used && !leg.foreign.some(one => one.step === used) && (leg.publications.some(one => one.step === used) || textOf(at(used, 'run')) === undefined)) {
      leg.ledger.note('unsaid', step.line, `this step uses what \`${id}\` puts out, and the library replaces that step`, PLACES.downstream);
    }
  }
  if (all.some(({ draft }) => draft.jobs.length) && /matrix\./.test(text)) {
    leg.ledger.note('changed', step.line, 'this step was another one for each platform, and is now the same one for all');
  }
}

/** A step between build and push that runs the image is a check. */
function placeCheck({ step, built }: ForeignStep, leg: Leg, all: readonly Assembled[]): boolean {
  const resolved = single(leg.scope.resolve(textOf(at(step, 'run')) ?? ''));
  const script = (resolved ?? textOf(at(step, 'run')) ?? '').replace(/\$\(echo \$\{\{ steps\.[\w-]+\.outputs\.tags \}\}\s*\|\s*head -n ?1\)/g, '"$IMAGE"');
  const names = [...leg.engine.keys()].map(key => key.replace(/^true \? /, '')).filter(name => !name.includes('\n'));
  const replaced = names.reduce((text, name) => text.split(name).join('"$IMAGE"'), script);
  if (!built || !replaced.includes('"$IMAGE"')) {
    return false;
  }
  if (replaced.includes('${{') || all.length !== 1) {
    leg.ledger.note('unsaid', step, 'this step runs the image before it is pushed, with values of the run', '`checks` of the image: ImageCheck.script');
    return true;
  }
  leg.ledger.note('kept', step, 'this step is a check: the image must pass it before any tag moves');
  all[0].image.checks = [...all[0].image.checks ?? [], { kind: 'script', script: replaced.trim() }];
  return true;
}

function placeBefore({ step, checkedOut }: ForeignStep, leg: Leg, images: readonly Image[]): void {
  if (images.length === 0) {
    return;
  }
  const moved = movedStep(step, leg.root, leg.job, leg.scope);
  const copies = images.every(({ source }) => source.kind === 'registry');
  const option = copies || (!checkedOut && leg.checkout.node) ? 'setupSteps' : 'preBuildSteps';
  leg.ledger.note('kept', step, option === 'setupSteps' ? 'this step is in `setupSteps`, first in every job of the image' : `this step is in ${PLACES.preBuild}, before any sign-in`);
  const writers = writersOf(step, leg).filter(one => one !== step);
  images.forEach(image => {
    const known = JSON.stringify(image[option] ?? []);
    const needed = writers.map(writer => movedStep(writer, leg.root, leg.job, leg.scope)).filter(one => !known.includes(JSON.stringify(one)));
    image[option] = [...image[option] ?? [], ...needed, moved];
  });
}

/** Jobs of the image may only read the repository. */
function warnOfWriting({ step }: ForeignStep, leg: Leg): void {
  if (WRITES.test(textOf(at(step, 'uses')) ?? '')) {
    leg.ledger.note('unsaid', step.line, 'this action may write to the repository, which no job of the image may', PLACES.downstream);
  }
}

/** Steps that need the sign-ins are last in the job that publishes, after a checkout of their own. */
function placeSignedIn(steps: readonly ForeignStep[], leg: Leg, all: readonly Assembled[]): void {
  const { image } = all[all.length - 1];
  steps.forEach(one => warnOfWriting(one, leg));
  steps.forEach(({ step }) => leg.ledger.note('kept', step, `this step is in ${PLACES.postPublish}, signed in to its registries`));
  image.postPublishSteps = bodyOf(steps, leg).map(step => withDigest(step, 'steps.publish'));
}

/** A job after the images, with the checkout and the permissions that its steps had. */
function placeAfter(steps: readonly ForeignStep[], leg: Leg, all: readonly Assembled[], jobId: string): OwnJob {
  const ids = all.map(({ image }) => image.id);
  steps.forEach(({ step }) => leg.ledger.note('kept', step, `this step is in the job \`${jobId}\`, which runs after the image is published`));
  return {
    id: jobId,
    after: ids,
    job: {
      name: `After ${ids.join(', ')}`,
      runsOn: ['ubuntu-24.04'],
      timeoutMinutes: 30,
      permissions: permissionsOf(leg.job, leg.root, leg.ledger),
      steps: bodyOf(steps, leg).map(step => withDigest(step, `needs.publish-${ids[0]}`)),
    },
  };
}

/** The steps, after a checkout and what they build upon. */
function bodyOf(steps: readonly ForeignStep[], leg: Leg): Array<Record<string, unknown>> {
  const needed = [...new Set(steps.flatMap(({ step }) => writersOf(step, leg)))].filter(writer => !steps.some(({ step }) => step === writer));
  const checkout = leg.checkout.node ? [stepOf(leg.checkout.node, leg.scope)] : [];
  const moved = [...needed, ...steps.map(({ step }) => step)].map(step => movedStep(step, leg.root, leg.job, leg.scope));
  return [...checkout, ...JSON.parse(JSON.stringify(moved), (_, value) => typeof value === 'string' ? withKnown(value, leg) : value)];
}

/** What a step that is replaced has put out, where that is known before the run. */
function withKnown(text: string, leg: Leg): string {
  const replaced = leg.publications.flatMap(({ step }) => idOf(step) ?? []);
  return text.replace(/\$\{\{ *steps\.([\w-]+)\.outputs\.[\w-]+ *\}\}/g, (expression, id: string) => {
    const value = replaced.includes(id) ? single(leg.scope.resolve(expression)) : undefined;
    return value !== undefined && isLiteral(value) ? value : expression;
  });
}

/** Steps of the file that compute what a step uses, and publish nothing. */
function writersOf(step: Node, leg: Leg): Node[] {
  const text = textsIn(step);
  const steps = at(leg.job, 'steps')?.list ?? [];
  const named = stepsUsedBy(text).flatMap(id => steps.filter(one => idOf(one) === id && textOf(at(one, 'run')) !== undefined));
  const variables = [...leg.writers].filter(([name]) => new RegExp(`\\b${name.replace(/\W/g, '')}\\b`).test(text)).map(([, writer]) => writer);
  return [...named, ...variables].filter(writer => !leg.publications.some(one => one.step === writer));
}

/** What the step that built it has put out, the job that publishes puts out. */
function withDigest(step: Record<string, unknown>, from: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(step).replace(/\bsteps\.[\w-]+\.outputs\.digest\b/g, `${from}.outputs.digest`));
}
