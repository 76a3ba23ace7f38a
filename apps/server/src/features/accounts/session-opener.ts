import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

/**
 * better-auth opens sessions at the end of its own sign-ins only. This opens one for a user that
 * we have identified; like the rest of it, it can be called from here and not over HTTP.
 */
export const sessionOpener = {
  id: 'webhood-session-opener',
  endpoints: {
    openSession: createAuthEndpoint(
      '/open-session',
      { method: 'POST', body: z.object({ userId: z.string(), method: z.string() }) },
      async (context) => {
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(context.body.userId);
        if (!user) return { opened: false };
        const session = await internalAdapter.createSession(user.id, false, {
          method: context.body.method,
        });
        await setSessionCookie(context, { session, user });
        return { opened: true };
      },
    ),
  },
} satisfies BetterAuthPlugin;
