/**
 * E-mail and password, for both doors. What stands against it is said at its field, which also gets the focus,
 * or above the form. The password is never kept anywhere but in its field.
 */
import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { SubmitEvent } from 'react';

import type { Credentials } from '../../api/session.ts';
import { texts } from '../../texts/texts.ts';
import { LEAST_PASSWORD, refusalOf, typingError } from './credentials-error.ts';
import type { CredentialsError } from './credentials-error.ts';
import { PasswordField } from './password-field.tsx';

export interface CredentialsFormProps {
  readonly purpose: 'sign-in' | 'sign-up';
  /** Rejects with what the server refused. */
  readonly onEnter: (credentials: Credentials) => Promise<void>;
}

export function CredentialsForm({ purpose, onEnter }: CredentialsFormProps) {
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<CredentialsError>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const isNew = purpose === 'sign-up';

  const show = (next: CredentialsError): void => {
    setError(next);
    if (next.email !== undefined) emailField.current?.focus();
    else if (next.password !== undefined || next.form !== undefined) passwordField.current?.focus();
  };

  const enter = async (): Promise<void> => {
    const typed = {
      email: emailField.current?.value.trim() ?? '',
      password: passwordField.current?.value ?? '',
    };
    const wrong = typingError(typed, purpose);
    if (wrong !== undefined) {
      show(wrong);
      return;
    }
    setError({});
    setSending(true);
    try {
      await onEnter(typed);
    } catch (refused) {
      show(refusalOf(refused));
    } finally {
      setSending(false);
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!isSending) void enter();
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {error.form !== undefined && (
          <Alert role="alert" color="red" variant="light" title={error.form.title}>
            <Text size="sm">{error.form.text}</Text>
            {error.form.requestId !== undefined && (
              <Text size="sm">{texts.common.requestId(error.form.requestId)}</Text>
            )}
          </Alert>
        )}
        <TextInput
          ref={emailField}
          label={texts.signIn.email}
          type="email"
          required
          withAsterisk={false}
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          error={error.email}
        />
        <PasswordField
          ref={passwordField}
          required
          withAsterisk={false}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          description={isNew ? texts.signIn.newPasswordHint(LEAST_PASSWORD) : undefined}
          size="md"
          error={error.password}
        />
        <Button type="submit" size="md" loading={isSending} mt="xs" fullWidth>
          {isNew ? texts.signIn.signUp : texts.signIn.signIn}
        </Button>
      </Stack>
    </form>
  );
}
