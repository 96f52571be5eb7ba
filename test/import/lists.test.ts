import { importWorkflow, synthesize } from './importer';
import { runStep } from '../run-step';

/** Files of the repository that the lists are in. */
const FILES = [
  "printf '%s\\n' '# ours' quay.io/acme/base:1.2 '' docker.io/library/alpine:3 busybox >images.txt",
  "printf '%s\\n' 'quay.io/acme/base:1.2 base:one' 'alpine:3 os/alpine' >pairs.txt",
  "printf '[\"base:1\", \"web:2-rc_1\"]' >images.json",
  "printf '%s\\n' 3 3.20 edge >tags.txt",
].join('\n');

/** Copies in a line what each tool would copy. */
const RECORD = [
  'args=()',
  'for arg in "$@"; do case $arg in -*|copy|cp|image|tag|pull|push) ;; *) args+=("${arg#docker://}") ;; esac; done',
  '[[ ${#args[@]} -lt 2 ]] || echo "${args[0]} ${args[1]}" >>"$RUNNER_TEMP/done"',
].join('\n');

/** A workflow with this script after a checkout and a sign-in. */
function workflow(script: string): string {
  return [
    'on: { schedule: [{ cron: "1 1 * * *" }] }', 'jobs:', '  copies:', '    runs-on: ubuntu-latest', '    steps:', '      - uses: actions/checkout@v4',
    '      - run: echo "${{ secrets.GITHUB_TOKEN }}" | docker login ghcr.io -u x --password-stdin',
    '      - run: |', ...script.split('\n').map(line => `          ${line}`),
  ].join('\n');
}

/** What a script copies: source and destination. */
function copiedBy(script: string): string[] {
  const tools = Object.fromEntries(['crane', 'skopeo', 'regctl', 'docker'].map(tool => [tool, RECORD]));
  const { status, log, outputs } = runStep({ run: `${FILES}\n${script}\necho "done=$(sort -u "$RUNNER_TEMP/done" | paste -sd,)" >>"$GITHUB_OUTPUT"` }, {}, tools);
  expect({ status, log }).toMatchObject({ status: 0 });
  return outputs.done.split(',');
}

/** What the declaration copies in its place. */
function copiedByMirror(imported: any): string[] {
  const [{ setupSteps: [place] = [], prepare, destinations: [{ host, path }] }] = imported.model.mirrors;
  const [list] = (prepare ?? imported.model.jobs[0].job).steps.slice(-1);
  const { status, log, outputs } = runStep({ ...list, run: `${FILES}\n${list.run}` });
  expect({ status, log }).toMatchObject({ status: 0 });
  return JSON.parse(outputs.images).map((source: string) => {
    const { name, tag } = place ? runStep(place, { PLACE: JSON.parse(outputs.places)[source] }).outputs : { name: '', tag: source.split(':').pop() };
    return `${source} ${host}/${path.replace('${{ steps.copy-place.outputs.name }}', name)}:${tag}`;
  });
}

const withTag = (copies: readonly string[]) => copies.map(copy => /:[^/]*$/.test(copy) ? copy : `${copy}:latest`).sort();

test.each([
  ['tags of one image', 'for tag in $(cat tags.txt); do\n  crane copy docker.io/alpine:$tag ghcr.io/acme/alpine:$tag\ndone'],
  ['lines with a comment', [
    'while IFS= read -r image || [[ -n $image ]]; do', '  [[ -n "$image" && "$image" != \\#* ]] || continue', '  echo "now $image"',
    '  skopeo copy --all docker://$image docker://ghcr.io/acme/mirror/${image##*/}', 'done < images.txt',
  ].join('\n')],
  ['pull, tag and push', [
    'set -eu', "grep -v '^#' images.txt | grep . | while read -r image; do", '  target="ghcr.io/acme/$(basename "$image")"', '  docker pull "$image"',
    '  docker tag "$image" "$target"', '  docker push "$target"', 'done',
  ].join('\n')],
  ['pairs', 'while read -r from to; do\n  crane cp "$from" "ghcr.io/acme/$to"\ndone < pairs.txt'],
  ['a list of JSON', "LIST=$(jq -r '.[]' images.json)\nfor one in $LIST; do\n  regctl image copy quay.io/acme/$one ghcr.io/acme/$one || { echo \"::error::$one\"; exit 1; }\ndone"],
  ['an array', 'mapfile -t LIST < tags.txt\nfor one in "${LIST[@]}"; do\n  crane copy "alpine:$one" "ghcr.io/acme/os:alpine-$one"\ndone'],
  ['another try', 'for tag in $(cat tags.txt); do\n  for try in 1 2 3; do\n    crane copy alpine:$tag ghcr.io/acme/alpine:v$tag && break\n    sleep 5\n  done\ndone'],
])('a list of the repository, as %s, is copied as it was', (_, script) => {
  const imported = importWorkflow(workflow(script));
  expect(imported.entries.filter(({ verdict }) => verdict === 'unsaid')).toEqual([]);
  expect(imported.outcome).toBe('whole');
  expect(withTag(copiedByMirror(imported))).toEqual(withTag(copiedBy(script)));
  const [file] = Object.values(synthesize(imported.declaration!));
  expect(file).toMatch(/source: \$\{\{ fromJSON\(needs\.(prepare|compute)-\w+\.outputs\.images\) \}\}/);
});

test.each([
  ['a list that goes to two registries', 'for one in $(cat images.txt); do\n  crane cp $one ghcr.io/acme/a:$one\n  crane cp $one quay.io/acme/a:$one\ndone'],
  ['a look at what is there', 'for one in $(cat images.txt); do\n  skopeo inspect docker://ghcr.io/acme/$one && continue\n  skopeo copy docker://$one docker://ghcr.io/acme/$one\ndone'],
  ['a registry that only the list has', 'while read -r from to; do\n  crane cp $from $to\ndone < pairs.txt'],
  ['a variable that changes its mind', 'for one in $(cat images.txt); do\n  to=ghcr.io/acme/$one\n  one=docker.io/$one\n  crane cp $one $to\ndone'],
  ['a choice before the loop', 'if [ -f a ]; then LIST=a; else LIST=b; fi\nfor one in $(cat $LIST); do\n  crane cp $one ghcr.io/acme/$one\ndone'],
  ['a function', 'copy() {\n  crane cp $1 ghcr.io/acme/$1\n}\nfor one in $(cat images.txt); do copy $one; done'],
  ['lines that the shell fills in', 'while read -r one; do\n  crane cp $one ghcr.io/acme/$one\ndone <<EOF\n$(cat images.txt)\nEOF'],
  ['one platform', 'for one in $(cat images.txt); do\n  crane cp --platform linux/arm64 $one ghcr.io/acme/$one\ndone'],
])('%s is left where it is', (_, script) => {
  expect(importWorkflow(workflow(script))).toMatchObject({ outcome: 'nothing' });
});

test('one image under two names ends the run with a message', () => {
  const imported: any = importWorkflow(workflow('while read -r from to; do\n  crane cp $from ghcr.io/acme/$to\ndone < pairs.txt'));
  const list = imported.model.jobs[0].job.steps.at(-1);
  expect(runStep({ ...list, run: `printf '%s\\n' 'a:1 b:1' 'a:1 c:1' >pairs.txt\n${list.run}` })).toMatchObject({
    status: expect.any(Number), log: expect.stringContaining('one image would have two names or tags'), outputs: {},
  });
  expect(imported.entries).toContainEqual(expect.objectContaining({ verdict: 'changed', text: expect.stringContaining('under two names') }));
});

test.each([
  ['<<<', 'while read -r from to; do crane cp $from ghcr.io/acme/$to; done <<< "alpine:3 os:a\ndebian:12 os:d"'],
  ['<<', "while read -r from to; do\n  crane cp $from ghcr.io/acme/$to\ndone <<'EOF'\nalpine:3 os:a\ndebian:12 os:d\nEOF"],
  ['a pipe', "printf '%s\\n' 'alpine:3 os:a' 'debian:12 os:d' | while read -r from to; do\n  crane cp $from ghcr.io/acme/$to\ndone"],
])('a list that stands in the file, by %s, is known', (_, script) => {
  const { outcome, declaration } = importWorkflow(workflow(script));
  expect(outcome).toBe('whole');
  expect(declaration).toMatch(/addImage\('alpine:3', \{ name: ImageName\.of\('acme\/os'\), tags: \[ImageTag\.of\('a'\)\] \}\)/);
  expect(declaration).toMatch(/addImage\('debian:12'/);
});
