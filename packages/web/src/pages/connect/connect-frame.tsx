import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';

import { sessionQuery } from '../../api/session.ts';
import { Shell } from '../../shell/shell.tsx';

/** A person who is signed in keeps their navigation; an administrator from elsewhere sees none. */
export function ConnectFrame() {
  const { data } = useSuspenseQuery(sessionQuery);
  return data.user === null ? <Outlet /> : <Shell />;
}
