import { ConnectStart } from '../connect/connect-start.tsx';
import classes from './calendars-page.module.css';

/** Nothing is mirrored: the one thing to do, and what it means. */
export function EmptyDashboard() {
  return (
    <div className={classes.empty}>
      <ConnectStart level={2} />
    </div>
  );
}
