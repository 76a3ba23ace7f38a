// Runs before anything is painted or any module is evaluated; a file because the content security
// policy allows no inline script.
try {
  const theme = localStorage.getItem('webhood.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused (private window): the system's theme then applies.
}
// Without this zod probes for `new Function`, which the policy refuses and browsers report.
globalThis.__zod_globalConfig = { jitless: true };
