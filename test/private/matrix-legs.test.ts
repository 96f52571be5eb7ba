import { legsOf } from '../../src/private/matrix-legs';

test('a job without a matrix has its name, and no legs', () => {
  expect(legsOf('Build', undefined)).toEqual({ title: 'Build', legs: [] });
});

test('legs are called by what the name takes from the matrix, and the name loses it', () => {
  const include = [{ leg: 'a', platforms: 'linux/amd64,linux/386' }, { leg: 'b', platforms: 'linux/arm64' }];
  expect(legsOf('Build web (${{ matrix.platforms }})', { include })).toEqual({ title: 'Build web', legs: ['linux/amd64, linux/386', 'linux/arm64'] });
  expect(legsOf('${{ matrix.leg }}', { include })).toEqual({ title: '${{ matrix.leg }}', legs: ['a', 'b'] });
});

test('legs of a name that takes nothing are called by all that they hold', () => {
  expect(legsOf('Test', { node: [20, 22], os: ['linux'] }).legs).toEqual(['20, linux', '22, linux']);
  expect(legsOf('Test', { on: [{ name: 'x' }] }).legs).toEqual(['{"name":"x"}']);
});

// https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
test('combinations are left out, extended and added as GitHub does', () => {
  const legs = legsOf('Test', {
    fruit: ['apple', 'pear'],
    animal: ['cat', 'dog'],
    exclude: [{ fruit: 'pear', animal: 'dog' }],
    include: [{ color: 'green' }, { color: 'pink', animal: 'cat' }, { fruit: 'apple', shape: 'circle' }, { fruit: 'banana' }, { fruit: 'banana', animal: 'cat' }],
  }).legs;
  expect(legs).toEqual(['apple, cat, pink, circle', 'apple, dog, green, circle', 'pear, cat, pink', 'banana', 'banana, cat']);
});

test.each([
  ['${{ fromJSON(needs.a.outputs.b) }}'],
  [{ x: '${{ fromJSON(needs.a.outputs.b) }}' }],
  [{ x: [1], include: '${{ fromJSON(needs.a.outputs.b) }}' }],
])('a matrix that only the run knows has one leg for each of what it computes: %j', matrix => {
  expect(legsOf('Test', matrix as any).legs).toEqual(['one for each of ${{ fromJSON(needs.a.outputs.b) }}']);
});
