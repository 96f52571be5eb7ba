/** What of the repository, or of another one, is checked out. */
export interface CheckoutOptions {
  /**
   * The branch, git tag or commit; it may hold GitHub expressions. One that can move is resolved once, and every job, the tag
   * `ImageTag.sha()` and the label of the revision follow that commit.
   * @default - the commit that triggered the run
   */
  readonly ref?: string;

  /**
   * The repository, `owner/repo`.
   * @default - the one of the workflow
   */
  readonly repository?: string;

  /**
   * How many commits are fetched; 0 for all, with all branches and git tags.
   * @default 1
   */
  readonly fetchDepth?: number;

  /**
   * Whether submodules are checked out, and those in them.
   * @default false
   */
  readonly submodules?: boolean;

  /**
   * Whether files of Git LFS are fetched.
   * @default false
   */
  readonly lfs?: boolean;
}
