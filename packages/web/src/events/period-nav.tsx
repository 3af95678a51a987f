/** Back, today, onwards, and a date of one's own: which days a page of events shows. */
import { useEffect, useRef } from 'react';
import type { ChangeEvent } from 'react';
import { Button, TextInput } from '@mantine/core';

import { texts } from '../texts/texts.ts';
import classes from './period-nav.module.css';
import { useEventsSearch } from './use-events-search.ts';

export interface PeriodNavProps {
  readonly steps: keyof typeof texts.events.steps;
  readonly date: Temporal.PlainDate;
  readonly back: Temporal.PlainDate;
  readonly on: Temporal.PlainDate;
}

/** Typing 2026 passes through the year 2: nobody means it. */
const LEAST_YEAR = 1970;

export function PeriodNav({ steps, date, back, on }: PeriodNavProps) {
  const { change } = useEventsSearch();
  const names = texts.events.steps[steps];
  const go = (to: Temporal.PlainDate | undefined): void => change({ date: to?.toString() });
  return (
    <nav aria-label={texts.events.period} className={classes.nav}>
      <Button.Group>
        <Button variant="default" aria-label={names.back} title={names.back} onClick={() => go(back)}>
          <span aria-hidden="true">‹</span>
        </Button>
        <Button variant="default" onClick={() => go(undefined)}>
          {texts.events.today}
        </Button>
        <Button variant="default" aria-label={names.on} title={names.on} onClick={() => go(on)}>
          <span aria-hidden="true">›</span>
        </Button>
      </Button.Group>
      <DateInput date={date} onDate={go} />
    </nav>
  );
}

interface DateInputProps {
  readonly date: Temporal.PlainDate;
  readonly onDate: (date: Temporal.PlainDate) => void;
}

/** Not controlled: a browser gives no value for a date that is half typed, and must not be interrupted. */
function DateInput({ date, onDate }: DateInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const value = date.toString();
  useEffect(() => {
    if (input.current !== null && input.current.value !== value) input.current.value = value;
  }, [value]);
  const read = (event: ChangeEvent<HTMLInputElement>): void => {
    const typed = event.currentTarget.value;
    if (typed === '' || typed === value) return;
    const day = Temporal.PlainDate.from(typed);
    if (day.year >= LEAST_YEAR) onDate(day);
  };
  return (
    <TextInput
      ref={input}
      type="date"
      required
      aria-label={texts.events.goToDate}
      defaultValue={value}
      onChange={read}
      className={classes.date ?? ''}
    />
  );
}
