import { Alert, Button, Paper, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Session, SessionCreate } from '@turnup/contract';
import { type FormEvent, useEffect } from 'react';
import { call } from '../api/client.ts';
import { refusalText } from '../shared/useAction.ts';
import { DemoAccounts } from './DemoAccounts.tsx';
import { onLoopback } from './demoAccounts.ts';
import { homeOf } from './home.ts';
import classes from './SignIn.module.css';
import { beginSession } from './store.ts';

const openSession = (credentials: SessionCreate) => call<Session>('POST', '/turnup/v1/session', credentials);

/** Signing in, and on to the page that was asked for. */
export function SignIn() {
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  const signIn = useMutation({
    mutationFn: openSession,
    onSuccess: async ({ body }) => {
      beginSession(body);
      await navigate({ href: next ?? homeOf(body), replace: true });
    },
  });
  useEffect(() => {
    document.title = 'Sign in · Turnup';
  }, []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const tenant = String(given.get('tenant') ?? '').trim();
    signIn.mutate({
      account: String(given.get('account') ?? '').trim(),
      password: String(given.get('password') ?? ''),
      ...(tenant === '' ? {} : { tenant }),
    });
  };
  return (
    <main className={classes['page']} id="main">
      <div className={classes['column']}>
        <div>
          <h1 className={classes['brand']}>
            <img src="/mark.svg" alt="" width={34} height={34} />
            Turnup
          </h1>
          <p className="quiet">
            Service configuration and activation: from a requirement to a live, tested service.
          </p>
          <Paper withBorder p="lg">
            <form onSubmit={submit} aria-label="Sign in">
              <Stack gap="sm">
                <TextInput name="account" label="Account" autoComplete="username" required autoFocus />
                <PasswordInput
                  visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
                  name="password"
                  label="Password"
                  autoComplete="current-password"
                  required
                />
                <TextInput
                  name="tenant"
                  label="Operator"
                  description="Leave empty for this system’s own."
                  autoComplete="organization"
                />
                {signIn.isError && (
                  <Alert color="red" role="alert" title="Not signed in">
                    {refusalText(signIn.error)}
                  </Alert>
                )}
                <Button type="submit" loading={signIn.isPending}>
                  Sign in
                </Button>
              </Stack>
            </form>
          </Paper>
        </div>
        {onLoopback(location.hostname) && (
          <DemoAccounts
            busy={signIn.isPending}
            onChoose={(role) => signIn.mutate({ account: role, password: `${role}-demo` })}
          />
        )}
      </div>
    </main>
  );
}
