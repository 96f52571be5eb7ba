/** The actions that only projen's own workflows use: each pinned to the commit of its version. */
export const PINS: Record<string, { readonly version: string; readonly sha: string }> = {
  'actions/setup-go': { version: 'v7.0.0', sha: 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e' },
  'actions/setup-java': { version: 'v5.7.0', sha: 'b6effb05e454b25005698d916606bdc6ffcbf961' },
  'actions/setup-node': { version: 'v7.0.0', sha: '820762786026740c76f36085b0efc47a31fe5020' },
  'actions/setup-python': { version: 'v7.0.0', sha: '5fda3b95a4ea91299a34e894583c3862153e4b97' },
  'amannn/action-semantic-pull-request': { version: 'v6.1.1', sha: '48f256284bd46cdaab1048c3721360e808335d50' },
  'peter-evans/create-pull-request': { version: 'v8.1.1', sha: '5f6978faf089d4d20b00c7766989d076bb2fc7f1' },
};
