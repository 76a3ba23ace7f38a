import './styles.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { createConsoleRouter, returnToSignIn, startLoading } from './router.tsx';
import { Toasts } from './ui/toasts.tsx';

const queryClient = createQueryClient(() => returnToSignIn(router));
const router = createConsoleRouter(queryClient);
startLoading(router);

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface HistoryStateExtra {
    /** A value from the evidence that the start page should offer to scan. */
    scanUrl?: string;
  }
  interface HistoryState extends HistoryStateExtra {}
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  </StrictMode>,
);
