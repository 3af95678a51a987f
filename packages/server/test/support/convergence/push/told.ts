/**
 * What was told to our processes: which genuine items were committed, and when. The trial's own book, kept between
 * commit and answer, of which the product knows nothing.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import type { Database } from '../../../../src/models/database.ts';

const Item = Compile(
  Type.Object({
    subscriptionId: Type.String(),
    lifecycleEvent: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
);

export interface ToldItem {
  readonly subscriptionId: string;
  /** As it came. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** What it asks to be read; null: a reminder of a token, or a calendar that wants no push. */
  readonly calendarId: string | null;
  readonly connectionId: string | null;
  /** Requests to Graph that had gone out when it was committed. */
  readonly requestsBefore: number;
}

export class ToldBook {
  readonly #items: ToldItem[] = [];
  readonly #db: Kysely<Database>;
  readonly #requests: () => number;
  /** Closed while somebody posts who is not Microsoft. */
  isOpen = true;

  /** @param requests that have gone out so far */
  constructor(db: Kysely<Database>, requests: () => number) {
    this.#db = db;
    this.#requests = requests;
  }

  async committed(raws: readonly unknown[]): Promise<void> {
    if (!this.isOpen) return;
    const requestsBefore = this.#requests();
    for (const raw of raws) {
      if (!Item.Check(raw)) continue;
      const { subscriptionId, lifecycleEvent } = raw;
      const { rows } = await sql<{ calendarId: string; connectionId: string | null }>`
        select s.external_calendar_id as "calendarId", c.id as "connectionId" from webhook_subscription s
        left join calendar_connection c on c.mailbox_id = s.mailbox_id
          and c.external_calendar_id = s.external_calendar_id and c.push_wanted
        where s.subscription_id = ${subscriptionId} limit 1`.execute(this.#db);
      const [row] = rows;
      // Its secret is lost: to us it is as if forged.
      if (row === undefined) continue;
      const asks = lifecycleEvent !== 'reauthorizationRequired' && row.connectionId !== null;
      this.#items.push({
        subscriptionId,
        raw: { ...raw },
        calendarId: asks ? row.calendarId : null,
        connectionId: asks ? row.connectionId : null,
        requestsBefore,
      });
    }
  }

  get items(): readonly ToldItem[] {
    return this.#items;
  }

  clear(): void {
    this.#items.length = 0;
    this.isOpen = true;
  }
}
