import { CREDENTIALS, declaring } from './declare';
import { newProject } from './synth';
import { GithubPackageImage, ImageSource, ImageWorkflow, type DockerfileOptions } from '../src';

const from = (options: DockerfileOptions) => () => ImageSource.fromDockerfile(options);
const image = (options: DockerfileOptions) => declaring({ source: ImageSource.fromDockerfile(options) });

describe('a Dockerfile is refused', () => {
  const path = 'it is a path within the project, relative to it. Leave the option out for the default.';
  test.each(['context', 'dockerfile'])('for a `%s` that is empty or absolute', option => {
    for (const text of ['', ' ', '/app']) {
      expect(from({ [option]: text })).toThrow(`ImageSource.fromDockerfile: ${option} ${JSON.stringify(text)}: ${path}`);
    }
  });

  test.each(['context', 'dockerfile'])('for a `%s` outside of the repository', option => {
    for (const text of ['..', '../x', 'a/../../x']) {
      expect(image({ [option]: text })).toThrow(`GithubPackageImage "x" ${JSON.stringify(text)}: that path leaves the repository, and the workflow sees nothing else. Name one within it.`);
    }
  });

  const secretArgument = /^ImageSource\.fromDockerfile: buildArgs: A ".*": a build argument can be read in the image\. Use the option `secrets`, and `RUN --mount=type=secret` in the Dockerfile\.$/;
  test.each(['${{ secrets.A }}', "${{ secrets['A'] }}", 'v${{ vars.A }}-${{ secrets.A }}', '${{ toJSON(secrets) }}'])('for a secret as an argument: %s', value => {
    expect(from({ buildArgs: { A: value } })).toThrow(secretArgument);
  });

  const label = 'letters and digits, parted by ".", "_", "/" or "-"';
  test.each<[string, DockerfileOptions, RegExp | string]>([
    ['an empty stage', { target: ' ' }, /^ImageSource\.fromDockerfile: target " ": a stage has a name\. Leave the option out for the last one\.$/],
    ['a stage of no context', { target: '${{ matrix.a }}' }, /^ImageSource\.fromDockerfile: target .* context "matrix"/],
    ['a context without an end', { context: '${{ vars.A' }, /^ImageSource\.fromDockerfile: context .*must end with "\}\}"/],
    ['an argument without a name', { buildArgs: { '': 'a' } }, /^ImageSource\.fromDockerfile: buildArgs "": a name there is made of letters, digits and "_"\. Give it another\.$/],
    ['an argument that is two', { buildArgs: { 'A=1\nB': 'a' } }, /^ImageSource\.fromDockerfile: buildArgs "A=1\\nB": a name there/],
    ['an argument of no context', { buildArgs: { A: '${{ matrix.a }}' } }, /^ImageSource\.fromDockerfile: buildArgs: A .* context "matrix"/],
    ['a label that is two', { labels: { 'a=b,c': 'd' } }, `ImageSource.fromDockerfile: labels "a=b,c": a name there is made of ${label}. Give it another.`],
    ['a label that a shell would run', { labels: { '$(id)': '${{ vars.A }}' } }, /^ImageSource\.fromDockerfile: labels "\$\(id\)": a name there/],
    ['an annotation of a level', { annotations: { 'index:a': 'b' } }, `ImageSource.fromDockerfile: annotations "index:a": a name there is made of ${label}. Give it another.`],
    ['a label of two lines', { labels: { a: 'b\nc' } }, /^ImageSource\.fromDockerfile: labels: a "b\\nc": it is one line\. Leave the others out\.$/],
    ['an annotation of two lines', { annotations: { a: 'b\n' } }, /^ImageSource\.fromDockerfile: annotations: a "b\\n": it is one line/],
    ['a label of no context', { labels: { a: '${{ matrix.a }}' } }, /^ImageSource\.fromDockerfile: labels: a .* context "matrix"/],
    ['a named context in capitals', { buildContexts: { Base: '.' } }, /^ImageSource\.fromDockerfile: buildContexts "Base": a name there is made of lower case letters, digits, "\.", "_", ":", "\/" and "-"\. Give it another\.$/],
    ['a named context that is two', { buildContexts: { 'a=b\nc': '.' } }, /^ImageSource\.fromDockerfile: buildContexts "a=b\\nc": a name there/],
    ['a named context that is nothing', { buildContexts: { a: ' ' } }, /^ImageSource\.fromDockerfile: buildContexts: a " ": it names nothing\. Name a folder, an image or an address\.$/],
    ['a named context of no context of GitHub', { buildContexts: { a: '${{ matrix.a }}' } }, /^ImageSource\.fromDockerfile: buildContexts: a .* context "matrix"/],
    ['a context with a blank at its end', { context: 'a ' }, /^ImageSource\.fromDockerfile: context "a ": the blanks at its ends would be lost: the action that reads it takes them away\. Leave them out\.$/],
    ['an argument with a blank at its end', { buildArgs: { A: ' a ' } }, /^ImageSource\.fromDockerfile: buildArgs: A " a ": the blanks at its ends would be lost/],
    ['a label with a blank at its end', { labels: { a: '${{ vars.A }}\t' } }, /^ImageSource\.fromDockerfile: labels: a ".*": the blanks at its ends would be lost/],
    ['a named context with a blank before it', { buildContexts: { a: ' b' } }, /^ImageSource\.fromDockerfile: buildContexts: a " b": the blanks at its ends would be lost/],
    ['a byte of zero', { buildArgs: { A: 'a\0b' } }, /^ImageSource\.fromDockerfile: buildArgs: A "a\\u0000b": it holds the control character "\\u0000", which does not arrive as it is\. Leave it out\.$/],
    ['the ends of lines of Windows', { buildArgs: { A: 'a\r\nb' } }, /^ImageSource\.fromDockerfile: buildArgs: A "a\\r\\nb": it holds the control character "\\r", which does not arrive as it is\. End lines with "\\n" alone\.$/],
    ['a label with a template and quotes', { labels: { a: '{{sha}},"b"' } }, /^ImageSource\.fromDockerfile: labels: a ".*": docker\/metadata-action fills in its templates only where no quote follows a comma\. Leave one of them out\.$/],
    ['a secret without an id', { secrets: { '': 'A' } }, /^ImageSource\.fromDockerfile: secrets "": a name there is made of letters, digits, "_", "\." and "-"\. Give it another\.$/],
    ['a secret whose id is two', { secrets: { 'a=B\nc': 'A' } }, /^ImageSource\.fromDockerfile: secrets "a=B\\nc": a name there/],
    ['the expression of a secret', { secrets: { a: '${{ secrets.A }}' } }, /^ImageSource\.fromDockerfile: secrets: a "\$\{\{ secrets\.A \}\}": it takes the name of a secret/],
    ['the token of the job as a secret', { secrets: { a: 'GITHUB_TOKEN' } }, /^ImageSource\.fromDockerfile: secrets: a "GITHUB_TOKEN": it takes the name of a secret/],
  ])('for %s', (_, options, message) => {
    expect(from(options)).toThrow(message);
  });

  test('for the value of a secret, which the message does not repeat', () => {
    for (const value of ['ghp_0123456789', 'github_pat_0123', 'gho_abc', 'dckr_pat_abc']) {
      const declare = from({ secrets: { a: value } });
      expect(declare).toThrow(/^ImageSource\.fromDockerfile: secrets: a: it takes the name of a secret, and this looks like its value\. Revoke it, keep the new one as a secret of the repository, and write that secret's name\.$/);
      expect(declare).not.toThrow(value);
    }
  });

  test('for the credentials of what is no registry', () => {
    const credentials = { 'https://quay.io': CREDENTIALS };
    expect(from({ credentials })).toThrow(/^ImageSource\.fromDockerfile: credentials "https:\/\/quay\.io": a registry is a host name/);
  });

  test('for a named context outside of the repository', () => {
    expect(image({ buildContexts: { a: '../x' } })).toThrow(/^GithubPackageImage "x" "\.\.\/x": that path leaves the repository/);
  });

  test('for a name that a base image has too', () => {
    const base = new GithubPackageImage(new ImageWorkflow(newProject(), 'images'), 'base');
    expect(from({ buildContexts: { base: '.' }, baseImages: { base } })).toThrow(/^ImageSource\.fromDockerfile: buildContexts: base "\.": `baseImages` has that name too\. Leave one of them out\.$/);
  });

  test.each<[string, DockerfileOptions]>([
    ['its context', { context: '${{ steps.late.outputs.a }}' }],
    ['its file', { dockerfile: '${{ steps.late.outputs.a }}' }],
    ['its stage', { target: '${{ steps.late.outputs.a }}' }],
    ['an argument', { buildArgs: { A: '${{ steps.late.outputs.a }}' } }],
    ['a named context', { buildContexts: { a: 'x/${{ steps.late.outputs.a }}' } }],
    ['a label', { labels: { a: '${{ steps.late.outputs.a }}' } }],
    ['an annotation', { annotations: { a: '${{ steps.late.outputs.a }}' } }],
  ])('for a step that cannot be seen, in %s', (_, options) => {
    expect(image(options)).toThrow(/^GithubPackageImage "x" ".*": no step "late" can be seen there\. Give a step of `setupSteps` that id, or use an output of `prepare`\.$/);
    const source = ImageSource.fromDockerfile(options);
    expect(declaring({ source, preBuildSteps: [{ id: 'late', run: 'true' }] })).not.toThrow();
  });
});
