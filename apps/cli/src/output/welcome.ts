/** The console's address and, at the first start, the one-time credentials. */
export function welcome(
  url: string,
  firstAdmin: { name: string; password: string } | undefined,
): string {
  const credentials = firstAdmin
    ? [
        '',
        '  First start: sign in with',
        '',
        `    user name  ${firstAdmin.name}`,
        `    password   ${firstAdmin.password}`,
        '',
        '  This password is shown this once. You choose your own when you sign in.',
      ]
    : [];
  return ['', `  Webhood is ready: ${url}`, ...credentials, '', ''].join('\n');
}
