import { Button, TextInput } from '@mantine/core';
import type { TextInputProps } from '@mantine/core';
import { useState } from 'react';

import { texts } from '../../texts/texts.ts';
import classes from './credentials-form.module.css';

/** Its button says by words, not by an eye, what it does; it never sends the form. */
export function PasswordField(props: TextInputProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      label={texts.signIn.password}
      type={isShown ? 'text' : 'password'}
      name="password"
      autoCapitalize="none"
      spellCheck={false}
      rightSectionWidth="4.5rem"
      rightSection={
        <Button
          className={classes.reveal ?? ''}
          variant="subtle"
          size="compact-sm"
          aria-label={isShown ? texts.signIn.hidePassword : texts.signIn.showPassword}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? texts.signIn.hide : texts.signIn.show}
        </Button>
      }
    />
  );
}
