import { Link } from '@tanstack/react-router';

import icon from '../theme/icon.svg';
import { texts } from '../texts/texts.ts';
import classes from './brand.module.css';

export function Brand() {
  return (
    <Link to="/" className={classes.brand ?? ''}>
      <img src={icon} alt="" width={28} height={28} />
      {texts.common.product}
    </Link>
  );
}
