const COMMENT = { ts: /^\/\//, yml: /^#(\s|$)/ };

/** What is said: lines that are neither blank nor only a comment, without their indentation. */
export function linesOf(text: string, language: keyof typeof COMMENT): readonly string[] {
  return text.split('\n').map(line => line.trim()).filter(line => line !== '' && !COMMENT[language].test(line));
}
