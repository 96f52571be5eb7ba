/** Options that every tag takes. */
export interface ImageTagOptions {
  /**
   * What stands before the tag; it may hold GitHub expressions.
   * @default - nothing; `sha-` for `ImageTag.sha`
   */
  readonly prefix?: string;

  /**
   * What stands behind the tag, such as `-alpine`; it may hold GitHub expressions.
   * @default - nothing
   */
  readonly suffix?: string;

  /**
   * Use the tag only where this holds: an expression, written bare as in a job's `if`.
   * @default - always
   */
  readonly when?: string;
}

/** Options for tags that are made of a version. */
export interface VersionTagOptions extends ImageTagOptions {
  /**
   * The version, `1.2.3` or `v1.2.3`: a text, or a text with GitHub expressions. Where it is empty there is no tag.
   * @default - the git tag that the workflow runs for; there is no tag where it runs for none
   */
  readonly value?: string;
}

/** Options for `ImageTag.match`. */
export interface MatchTagOptions extends VersionTagOptions {
  /**
   * The number of the group of the pattern that becomes the tag; 0 is all that matches.
   * @default 0
   */
  readonly group?: number;
}

/** Options for `ImageTag.sha`. */
export interface ShaTagOptions extends ImageTagOptions {
  /**
   * Whether the tag holds the whole commit, 40 digits, and not the first 7.
   * @default false
   */
  readonly long?: boolean;
}

/** Options for `ImageTag.edge`. */
export interface EdgeTagOptions extends ImageTagOptions {
  /**
   * The branch whose newest commit is the edge.
   * @default - the default branch of the repository
   */
  readonly branch?: string;
}
