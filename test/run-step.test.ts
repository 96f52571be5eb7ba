import { runStep } from './run-step';

test('a step is over when all that its script has started is', () => {
  const { outputs } = runStep({ run: '(sleep 0.3; echo late=1 >>"$GITHUB_OUTPUT") &>/dev/null &' });
  expect(outputs).toEqual({ late: '1' });
});
