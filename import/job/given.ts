import { always, type Value } from '../expressions/value';
import { own } from '../own';
import type { Scope } from '../workflow/scope';

/** What GitHub gives to every script, and under which name an expression has it. */
const GIVEN: Readonly<Record<string, string>> = {
  GITHUB_REPOSITORY: 'github.repository',
  GITHUB_REPOSITORY_OWNER: 'github.repository_owner',
  GITHUB_REF: 'github.ref',
  GITHUB_REF_NAME: 'github.ref_name',
  GITHUB_REF_TYPE: 'github.ref_type',
  GITHUB_SHA: 'github.sha',
  GITHUB_ACTOR: 'github.actor',
  GITHUB_EVENT_NAME: 'github.event_name',
  GITHUB_RUN_ID: 'github.run_id',
  GITHUB_RUN_NUMBER: 'github.run_number',
  GITHUB_RUN_ATTEMPT: 'github.run_attempt',
  GITHUB_HEAD_REF: 'github.head_ref',
  GITHUB_BASE_REF: 'github.base_ref',
  GITHUB_SERVER_URL: 'github.server_url',
  GITHUB_WORKFLOW: 'github.workflow',
};
/** Files that a script writes to, and what stands for them. */
const FILES: Readonly<Record<string, string>> = { GITHUB_ENV: '%env%', GITHUB_OUTPUT: '%output%', GITHUB_STEP_SUMMARY: '%summary%', GITHUB_PATH: '%path%' };

/** A variable that GitHub gives to every script. */
export function givenVariable(name: string, scope: Scope): Value | undefined {
  return own(FILES, name) ? always(FILES[name]) : own(GIVEN, name) ? scope.resolve(`\${{ ${GIVEN[name]} }}`) : undefined;
}
