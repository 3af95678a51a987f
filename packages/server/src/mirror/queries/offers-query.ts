/** Calendars that appeared in Outlook and are not mirrored. Scoped by owner. */
import type { Db } from '../../models/db.ts';

export interface OfferView {
  readonly accountId: string;
  readonly accountEmail: string;
  readonly name: string;
  readonly noticedAt: Date;
}

/** In the order of their names. What was connected since is no offer any more. */
export async function queryOffers(db: Db, userId: string): Promise<OfferView[]> {
  return db
    .selectFrom('calendar_offer as o')
    .innerJoin('microsoft_account as a', 'a.id', 'o.account_id')
    .select(['a.id as accountId', 'a.email as accountEmail', 'o.name as name', 'o.noticed_at as noticedAt'])
    .where('a.user_id', '=', userId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('calendar_connection as c')
            .select('c.id')
            .whereRef('c.account_id', '=', 'o.account_id')
            .whereRef('c.external_calendar_id', '=', 'o.external_calendar_id'),
        ),
      ),
    )
    .orderBy('o.name')
    .orderBy('o.external_calendar_id')
    .execute();
}
