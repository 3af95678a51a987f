import { count, counted } from '../counted.ts';

const events = (amount: number): string => counted(amount, 'event', 'events');

/** “Work” */
const quoted = (name: string): string => `“${name}”`;

export const calendarsTexts = {
  title: 'Calendars',
  connectAnother: 'Connect another account',
  syncAll: 'Sync all now',
  syncAllAsked: (calendars: number) => `Syncing ${counted(calendars, 'calendar', 'calendars')}.`,
  syncAllNone: 'No calendar can sync now. The notes above say why.',
  summary: {
    allGood: (calendars: number) =>
      calendars === 1 ? 'Your calendar is up to date.' : 'All calendars are up to date.',
    busy: (calendars: number) =>
      `${counted(calendars, 'calendar is', 'calendars are')} being read or waiting for Microsoft.`,
    problems: (calendars: number) =>
      `${counted(calendars, 'calendar needs', 'calendars need')} your attention.`,
    notKnown: 'Live updates are interrupted. This is what was known last.',
  },

  account: {
    calendarsOf: (account: string) => `Calendars of ${account}`,
  },
  card: {
    isDefault: 'Default calendar',
    sharedBy: (owner: string) => `Shared by ${owner}`,
    readOnlyForYou: 'Read-only in Outlook',
    events: (total: number, upcoming: number) => `${events(total)}, ${count(upcoming)} still to come`,
    showEvents: 'Show events',
    syncNow: 'Sync now',
    syncing: 'Syncing …',
    history: 'History',
    disconnect: 'Disconnect …',
    /** Accessible name of an action of one calendar; begins with what is seen on it. */
    actionOf: (action: string, name: string) => `${action}: ${name}`,
    asOfNow: 'As of just now',
    asOf: 'As of ',
    neverRead: 'Not read yet',
    lastSync: 'Last sync ',
    nextCheck: 'Next check ',
    firstSyncOf: (name: string) => `First sync of ${name}`,
  },
  status: {
    connecting: 'The first sync is about to begin.',
    firstSync: (found: number) =>
      found === 0 ? 'First sync has begun …' : `First sync: ${events(found)} so far …`,
    pushed: 'Up to date. Changes arrive by push.',
    polled: 'Up to date as of the last check. Checked every few minutes.',
    pushedNotKnown: 'Was up to date when last heard from.',
    polledNotKnown: 'Was up to date at the last check that is known here.',
    looking: 'Looking for changes …',
    readingAgain: (found: number) => `Reading everything again: ${events(found)} so far …`,
    queued: 'A sync is about to begin.',
    slowedDown: 'Microsoft asked us to slow down. Calmirror goes on as soon as it may.',
    noAnswer: 'Microsoft does not answer as it should. Calmirror tries again by itself.',
    ownTrouble: 'Something went wrong in Calmirror. It tries again by itself; the operator’s log says more.',
    refused: 'Microsoft refused a request. Calmirror tries again in a few minutes.',
    reauth_required: 'Stopped: this account must be connected again.',
    forbidden: 'Stopped: Microsoft denies access to this calendar.',
    gone: 'Stopped: this calendar no longer exists in Outlook.',
    unsupported: 'Stopped: Microsoft cannot give access to this mailbox.',
    paused: 'Paused. Its events stay as they were.',
    disconnecting: 'Disconnecting. Microsoft is being told that we no longer listen.',
    disconnected: 'Disconnected. Its events stay readable, as they were.',
  },
  tone: {
    good: 'All is well',
    busy: 'Under way',
    waiting: 'Waiting',
    problem: 'Needs attention',
    off: 'Not syncing',
  },
  result: {
    upToDate: 'Up to date, nothing new.',
    nothingNew: 'Nothing new.',
    sentence: (parts: string) => `${parts}.`,
    changes: (changes: number, parts: string) => `${counted(changes, 'change', 'changes')}: ${parts}.`,
    created: (amount: number) => `${count(amount)} new`,
    updated: (amount: number) => `${count(amount)} changed`,
    deleted: (amount: number) => `${count(amount)} removed`,
    distrusted: 'Microsoft’s answer looked incomplete. Nothing was removed; it is read once more.',
    neverEnded: 'Microsoft’s list of changes did not end. The whole calendar is read instead.',
    stuck: 'Microsoft did not answer this request for a long time. Calmirror goes on in another way.',
    tokenLost: 'Microsoft no longer knew where we had stopped. Everything is read again.',
    disconnected: 'Ended, because the calendar was disconnected.',
    stopped: 'Stopped. The note at the top of the page says what to do.',
    failed: 'Failed. Calmirror tries again by itself.',
    notAsked: (reason: string) => `Could not be asked for: ${reason}`,
  },

  notice: {
    list: 'What needs your attention',
    reauthTitle: (email: string) => `Connect ${email} again`,
    reauthText: 'Microsoft no longer accepts our access to this account.',
    eventsKept: 'The events mirrored so far are kept.',
    connectAgain: 'Connect again',
    connectAgainAs: (email: string) => `Connect again: ${email}`,
    forbiddenTitle: (name: string) => `Microsoft denies access to ${quoted(name)}`,
    forbiddenText: 'Ask its owner or an administrator for access, then connect again.',
    goneTitle: (name: string) => `${quoted(name)} no longer exists in Outlook`,
    goneText: 'Its events stay here until you disconnect it.',
    unsupportedTitle: (name: string) => `The mailbox of ${quoted(name)} cannot be read`,
    unsupportedText: 'It is not in Microsoft’s cloud, so Microsoft Graph cannot reach it.',
    issuesTitle: (amount: number, name: string) => `${events(amount)} of ${quoted(name)} could not be read`,
    issuesText:
      'They are kept aside and tried again with every sync that brings them. All others are mirrored.',
    readAgain: 'Read everything again',
    offerTitle: (names: readonly string[]) => `New in Outlook: ${names.map(quoted).join(', ')}`,
    offerText: (email: string) =>
      `Not mirrored yet. To mirror it, sign in as ${email} once more and choose it.`,
    choose: 'Choose calendars',
    chooseOf: (email: string) => `Choose calendars of ${email}`,
    wholeTitle: (name: string) => `${quoted(name)} is read whole every few minutes`,
    wholeText:
      'Microsoft’s list of its changes does not come to an end. Nothing is missing; changes take some minutes. The list is tried again within a week.',
    pollingTitle: 'Changes are looked for every few minutes',
    pollingSomeTitle: (names: readonly string[]) =>
      `${names.map(quoted).join(', ')} ${names.length === 1 ? 'is' : 'are'} looked at every few minutes`,
    pollingText:
      'Microsoft does not push changes to this installation. For changes within seconds, the operator sets API_URL to a public https address.',
  },

  disconnect: {
    title: (name: string) => `Disconnect ${quoted(name)}`,
    question: 'What happens to the events mirrored here?',
    intro: 'Calmirror stops reading this calendar. Nothing changes in Outlook.',
    keep: 'Keep the events',
    keepText: (total: number | undefined) =>
      `${total === undefined ? 'The events' : `The ${events(total)}`} stay readable here as they are now. They no longer follow Outlook.`,
    erase: 'Erase the events',
    eraseText: (total: number | undefined) =>
      `${total === undefined ? 'All events' : `All ${events(total)}`} of this calendar are deleted from Calmirror’s database. This cannot be undone.`,
    choose: 'Choose whether the events are kept or erased.',
    submit: 'Disconnect',
    submitKeep: 'Disconnect and keep',
    submitErase: 'Disconnect and erase',
    kept: (name: string) => `${quoted(name)} is disconnected. Its events are kept.`,
    erased: (name: string) => `${quoted(name)} is disconnected. Its events are erased.`,
  },
  disconnected: {
    title: 'Disconnected',
    text: 'These calendars no longer follow Outlook.',
    erase: 'Erase events …',
    eraseTitle: (name: string) => `Erase the events of ${quoted(name)}`,
    eraseSubmit: 'Erase',
    erased: (name: string) => `The events of ${quoted(name)} are erased.`,
  },

  jobs: {
    title: 'Background jobs',
    text: 'What this installation does on a schedule. Only you, its operator, see this.',
    job: 'Job',
    result: 'Last result',
    lastRun: 'Last run',
    took: 'Took',
    nextRun: 'Next run',
    never: '–',
    whenNeeded: 'When needed',
    running: 'Under way',
    done: 'Done',
    notYet: 'Has not run yet',
    failed: (error: string) => `Failed (${error}). The log says more; it is tried again by itself.`,
    titles: {
      'push.renew': 'Renew subscriptions',
      'push.clean_up': 'Clean up expired subscriptions',
      'push.judge_silence': 'Notice silent push',
      'push.recover_from_downtime': 'Recover from a downtime',
      'accounts.look': 'Look at accounts',
      retention: 'Forget what is old',
    },
  },

  history: {
    title: (name: string) => `Sync history of ${name}`,
    caption: 'The newest twenty syncs, newest first',
    when: 'When',
    why: 'Why',
    what: 'Read',
    result: 'Result',
    took: 'Took',
    everything: 'Everything',
    onlyChanges: 'Changes',
    empty: 'No sync has run yet.',
    running: 'Under way …',
    queued: 'Waiting to begin',
    seconds: (seconds: number) =>
      new Intl.NumberFormat('en', { style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(
        seconds,
      ),
    readAgainText: 'Compare the whole calendar with Outlook once more. Events stay readable meanwhile.',
    notYet: '–',
    triggers: {
      connect: 'Connected',
      notification: 'Microsoft said that something changed',
      followup: 'Looked once more after a push',
      poll: 'Regular check',
      safety_net: 'Safety check',
      manual: 'You asked',
      token_lost: 'Microsoft lost our place',
      window_roll: 'New dates to mirror',
      weekly: 'Weekly full check',
    },
  },
} as const;
