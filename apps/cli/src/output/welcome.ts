/** Shown as soon as there are any, whatever comes after: nobody can ask for them again. */
export function firstCredentials({ name, password }: { name: string; password: string }): string {
  return [
    '',
    '  First start: sign in with',
    '',
    `    user name  ${name}`,
    `    password   ${password}`,
    '',
    '  This password is shown this once. You choose your own when you sign in.',
    '',
  ].join('\n');
}

/** Shown once scans are taken; whoever may sign in may have these networks opened too. */
export function readyAt(url: string, allowNetworks: readonly string[] = []): string {
  const also =
    allowNetworks.length > 0 ? [`  It also scans the networks ${allowNetworks.join(', ')}`] : [];
  return ['', `  Webhood is ready: ${url}`, ...also, '', ''].join('\n');
}
