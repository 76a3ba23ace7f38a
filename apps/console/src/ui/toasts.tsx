import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { IconButton } from './button.tsx';
import { cn } from './class-names.ts';
import { strings } from './strings.ts';
import { toasts } from './toast-manager.ts';

/** Room for the newest messages, clear of the bars at the foot; rendered once, at the root. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed top-16 right-4 z-60 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2 outline-none lg:top-auto lg:bottom-4 lg:[body:has([data-foot-bar])_&]:bottom-22">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts: list } = Toast.useToastManager();
  return list.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={cn(
        'rounded-md border border-line border-l-[3px] bg-raised py-2.5 pr-2 pl-3 shadow-float transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0',
        toast.type === 'error' ? 'border-l-bad' : 'border-l-accent',
      )}
    >
      <Toast.Content className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium text-sm" />
          <Toast.Description className="text-muted text-xs" />
        </div>
        <Toast.Close
          render={<IconButton label={strings.action.dismiss} icon={X} className="size-6" />}
        />
      </Toast.Content>
    </Toast.Root>
  ));
}
