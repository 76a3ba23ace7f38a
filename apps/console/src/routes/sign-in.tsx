import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { Entrance } from '../features/account/entrance.tsx';
import { OtherWaysIn } from '../features/account/other-ways-in.tsx';
import { PasswordStep } from '../features/account/password-step.tsx';
import { SecondFactorStep } from '../features/account/second-factor-step.tsx';
import { Notice } from '../ui/states.tsx';
import { strings } from '../ui/strings.ts';
import { accountStrings } from '../ui/strings-account.ts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { next = '/', failed } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [step, setStep] = useState<'password' | 'second_factor'>('password');
  const signedIn = () => {
    queryClient.clear();
    void router.navigate({ href: next, replace: true });
  };
  if (step === 'second_factor') {
    return (
      <Entrance title={accountStrings.signIn.codeTitle}>
        <SecondFactorStep onSignedIn={signedIn} onBack={() => setStep('password')} />
      </Entrance>
    );
  }
  return (
    <Entrance title={strings.signIn.title} note={strings.signIn.firstTime}>
      {failed ? (
        <div role="alert" className="mb-4">
          <Notice tone="bad">{accountStrings.signIn.failures[failed]}</Notice>
        </div>
      ) : null}
      <PasswordStep onSignedIn={signedIn} onSecondFactor={() => setStep('second_factor')} />
      <OtherWaysIn next={next} onSignedIn={signedIn} />
    </Entrance>
  );
}
