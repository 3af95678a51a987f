import { Text } from '@mantine/core';

import { texts } from '../../texts/texts.ts';
import { ConnectButton } from './connect-button.tsx';
import { EndingFrame } from './ending-page.tsx';

/** An administrator has agreed at Microsoft; most of them have no account here. */
export function ConsentGranted({ isSignedIn }: { readonly isSignedIn: boolean }) {
  const words = texts.connect.granted;
  return (
    <EndingFrame title={words.title}>
      <Text>{words.text}</Text>
      {isSignedIn ? <ConnectButton>{words.action}</ConnectButton> : <Text>{words.close}</Text>}
    </EndingFrame>
  );
}
