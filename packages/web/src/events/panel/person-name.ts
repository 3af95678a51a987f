import { texts } from '../../texts/texts.ts';

interface Person {
  readonly name: string | null;
  readonly address: string | null;
}

/** The name, with the address where they differ: names can say anything. */
export function personName({ name, address }: Person): string {
  if (name === null || name === '') return address || texts.events.unnamed;
  return address === null || address === '' || address === name ? name : `${name} (${address})`;
}
