import type { DockerfileOptions } from '../dockerfile';
import { partsLine } from './csv';
import { CONTEXTS, checkText, hasExpression, yieldsSecret } from './expression';
import { checkEnds } from './letters';
import { checkPullCredentials } from './pull-credentials';
import { refusal } from './refusal';
import { checkSecret } from './secret';

const CONTEXT_NAME = /^[a-z0-9][a-z0-9._:/-]*$/;
const CONTEXT_LETTERS = 'lower case letters, digits, ".", "_", ":", "/" and "-"';

/** Refuses options that no build could have. */
export function checkDockerfile(options: DockerfileOptions): void {
  const subject = 'ImageSource.fromDockerfile';
  for (const name of ['context', 'dockerfile', 'target'] as const) {
    const text = options[name];
    if (text?.trim() === '' || (name !== 'target' && text !== undefined && /^(\/|[a-z][a-z0-9+.-]*:|git@)/.test(text))) {
      throw refusal(`${subject}: ${name}`, text, name === 'target' ? 'a stage has a name. Leave the option out for the last one.' : 'it is a path within the project, relative to it. Leave the option out for the default.');
    }
    checkText(`${subject}: ${name}`, text ?? '', CONTEXTS.build);
    checkEnds(`${subject}: ${name}`, text ?? '');
  }
  for (const [name, value] of Object.entries(options.buildArgs ?? {})) {
    checkName(`${subject}: buildArgs`, name, /^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and "_"');
    if (yieldsSecret(value)) {
      throw refusal(`${subject}: buildArgs: ${name}`, value, 'a build argument can be read in the image. Use the option `secrets`, and `RUN --mount=type=secret` in the Dockerfile.');
    }
    checkText(`${subject}: buildArgs: ${name}`, value, CONTEXTS.build);
    checkEnds(`${subject}: buildArgs: ${name}`, value, value.trimEnd());
  }
  for (const option of ['labels', 'annotations'] as const) {
    for (const [name, value] of Object.entries(options[option] ?? {})) {
      checkName(`${subject}: ${option}`, name, /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/, 'letters and digits, parted by ".", "_", "/" or "-"');
      checkText(`${subject}: ${option}: ${name}`, value, CONTEXTS.build);
      if (!hasExpression(value) && value.includes('\n')) {
        throw refusal(`${subject}: ${option}: ${name}`, value, 'it is one line. Leave the others out.');
      }
      checkEnds(`${subject}: ${option}: ${name}`, value, value.trimEnd());
      if (!hasExpression(value) && partsLine(value) && value.includes('{{')) {
        throw refusal(`${subject}: ${option}: ${name}`, value, 'docker/metadata-action fills in its templates only where no quote follows a comma. Leave one of them out.');
      }
    }
  }
  for (const [name, value] of Object.entries({ ...options.buildContexts })) {
    checkName(`${subject}: buildContexts`, name, CONTEXT_NAME, CONTEXT_LETTERS);
    checkText(`${subject}: buildContexts: ${name}`, value, CONTEXTS.build);
    if (value.trim() === '' || options.baseImages?.[name]) {
      throw refusal(`${subject}: buildContexts: ${name}`, value, value.trim() === '' ? 'it names nothing. Name a folder, an image or an address.' : '`baseImages` has that name too. Leave one of them out.');
    }
    checkEnds(`${subject}: buildContexts: ${name}`, value);
  }
  for (const [id, secret] of Object.entries(options.secrets ?? {})) {
    checkName(`${subject}: secrets`, id, /^[A-Za-z0-9_.-]+$/, 'letters, digits, "_", "." and "-"');
    checkSecret(`${subject}: secrets: ${id}`, secret);
  }
  Object.keys(options.baseImages ?? {}).forEach(name => checkName(`${subject}: baseImages`, name, CONTEXT_NAME, CONTEXT_LETTERS));
  checkPullCredentials(`${subject}: credentials`, options.credentials);
}

function checkName(subject: string, name: string, grammar: RegExp, letters: string): void {
  if (!grammar.test(name)) {
    throw refusal(subject, name, `a name there is made of ${letters}. Give it another.`);
  }
}
