/** The actions that only projen's own workflows use: each pinned to the commit of its version. */
export const PINS: Record<string, { readonly version: string; readonly sha: string }> = {
  'actions/setup-node': { version: 'v7.0.0', sha: '820762786026740c76f36085b0efc47a31fe5020' },
  'amannn/action-semantic-pull-request': { version: 'v6.1.1', sha: '48f256284bd46cdaab1048c3721360e808335d50' },
  'peter-evans/create-pull-request': { version: 'v8.1.1', sha: '5f6978faf089d4d20b00c7766989d076bb2fc7f1' },
};
