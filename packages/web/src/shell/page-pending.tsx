import { Center, Loader } from '@mantine/core';

import { texts } from '../texts/texts.ts';

export function PagePending() {
  return (
    <Center mih="50vh" role="status" aria-label={texts.common.loading}>
      <Loader />
    </Center>
  );
}
