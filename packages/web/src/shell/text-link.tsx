import { Anchor } from '@mantine/core';
import type { AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, RefAttributes } from 'react';

type Props = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> &
  RefAttributes<HTMLAnchorElement>;

/** A link in the text, to a page of ours: its address and search are checked by the router's types. */
export const TextLink = createLink((props: Props) => <Anchor {...props} />);
