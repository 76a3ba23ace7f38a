/** A browser at the identity provider of tests: follows its redirects, keeps its cookies, fills its two pages. */
const MOST_HOPS = 12;

/** `origin`: where it sends people back to. Resolves to the URL that it sends to. */
export function createVisitor(origin: string): (start: string, subject: string) => Promise<string> {
  const jar = new Map<string, string>();

  async function ask(url: string, form?: Record<string, string>): Promise<string> {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    return location === null ? url : new URL(location, url).href;
  }

  return async (start, subject) => {
    let url = await ask(start);
    for (let hops = 0; hops < MOST_HOPS && !url.startsWith(origin); hops++) {
      const isPage = url.includes('/interaction/');
      const prompt = jar.has('_session') ? 'consent' : 'login';
      url = isPage ? await ask(url, { prompt, login: subject, password: 'x' }) : await ask(url);
    }
    return url;
  };
}
