import { useEffect, useRef, useState } from 'react';
import { TextInput } from '@mantine/core';

import { texts } from '../texts/texts.ts';

export interface SearchFieldProps {
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
}

const PAUSE_MS = 300;
/** The API takes no longer ones. */
const LONGEST = 200;

/** Asks once the typing pauses. What the address says, by the back button or a removed filter, wins. */
export function SearchField({ text, onText }: SearchFieldProps) {
  const [typed, setTyped] = useState(text ?? '');
  const asked = useRef(text);
  const timer = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (text === asked.current) return;
    asked.current = text;
    clearTimeout(timer.current);
    setTyped(text ?? '');
  }, [text]);
  const type = (value: string): void => {
    setTyped(value);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const next = value.trim() === '' ? undefined : value.trim();
      if (next === asked.current) return;
      asked.current = next;
      onText(next);
    }, PAUSE_MS);
  };
  return (
    <TextInput
      type="search"
      aria-label={texts.events.search}
      placeholder={texts.events.searchHint}
      maxLength={LONGEST}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
