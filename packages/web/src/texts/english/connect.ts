import { count, counted } from '../counted.ts';

/** Title, cause and next step of each way in which connecting can end; the codes are the API’s. */
const endings = {
  declined: {
    title: 'You declined at Microsoft',
    cause:
      'Microsoft asked whether Calmirror may read your calendars, and the answer was no. Nothing was connected.',
    whatToDo: 'When you are ready, begin again and accept. Calmirror only reads; it can change nothing.',
    action: 'Begin again',
  },
  admin_consent_required: {
    title: 'Your administrator must allow this first',
    cause: 'In your organisation, people may not allow new applications themselves. Nothing was connected.',
    whatToDo:
      'Send the link below to an administrator of your Microsoft 365. Once they have agreed, connect again.',
    action: 'Connect again',
  },
  wrong_account_type: {
    title: 'This account cannot be used here',
    cause:
      'This Calmirror takes other Microsoft accounts: perhaps only those of one organisation, or only work and school accounts. Nothing was connected.',
    whatToDo: 'Choose another account, or ask whoever runs this Calmirror which accounts it takes.',
    action: 'Choose another account',
  },
  expired: {
    title: 'The sign-in at Microsoft took too long',
    cause: 'It was begun more than 10 minutes ago, or is not known here any more. Nothing was connected.',
    whatToDo: 'Begin again: it takes less than a minute.',
    action: 'Begin again',
  },
  foreign_session: {
    title: 'This sign-in was begun somewhere else',
    cause:
      'It belongs to another browser or to another person here, so it was not taken. Nothing was connected.',
    whatToDo: 'Begin again in this browser. If you did not begin it yourself, close this page.',
    action: 'Begin again',
  },
  already_used: {
    title: 'This sign-in was used already',
    cause: 'The page was perhaps reloaded, or opened twice. What it connected the first time is connected.',
    whatToDo: 'Look at your calendars. If yours are not there, begin again.',
    action: 'Begin again',
  },
  missing_scopes: {
    title: 'Not every permission was given',
    cause:
      'Calmirror needs two: reading your calendars, and staying connected. At least one was missing. Nothing was connected.',
    whatToDo: 'Begin again and leave all permissions ticked.',
    action: 'Begin again',
  },
  mailbox_unsupported: {
    title: 'This account has no mailbox in the cloud',
    cause:
      'Its calendars cannot be read through Microsoft 365: the account has no mailbox, or it is kept on the organisation’s own server.',
    whatToDo: 'Choose an account whose mailbox is in Microsoft 365 or Outlook.com.',
    action: 'Choose another account',
  },
  configuration: {
    title: 'This Calmirror is not set up right',
    cause:
      'Microsoft does not accept how it is registered there. It is not your fault. Nothing was connected.',
    whatToDo: 'Tell whoever runs this Calmirror: its log says what Microsoft answered.',
    action: 'Try again',
  },
  temporary: {
    title: 'Microsoft could not be reached',
    cause: 'It did not answer, or it is busy. Nothing was connected.',
    whatToDo: 'Try again in a few minutes.',
    action: 'Try again',
  },
} as const;

/** Of refusals that have nothing to do with Microsoft. */
const refusals = {
  too_many_requests: {
    title: 'Too many tries',
    cause: 'Connecting was begun very often from here, so it was not begun again.',
    whatToDo: 'Wait a minute, then begin again.',
    action: 'Begin again',
  },
  service_unavailable: {
    title: 'Calmirror is not ready',
    cause: 'It is starting, or very busy. Nothing was connected.',
    whatToDo: 'Try again in a few seconds.',
    action: 'Try again',
  },
  internal_error: {
    title: 'Something broke in Calmirror',
    cause: 'It is not your fault and not Microsoft’s. Nothing was connected.',
    whatToDo: 'Try again. If it stays, tell whoever runs this Calmirror: its log says more.',
    action: 'Try again',
  },
} as const;

export const connectTexts = {
  pageTitle: 'Connect',
  // Beginning.
  startTitle: 'Connect your Outlook calendar',
  startLead: 'Calmirror copies it into your own database and follows every change.',
  connectMicrosoft: 'Connect Microsoft Calendar',
  connecting: 'Going to Microsoft …',
  stepsTitle: 'What happens next',
  steps: [
    'You sign in at Microsoft. Your password stays there.',
    'You choose the calendars.',
    'They are mirrored here, read-only, and kept current.',
  ],
  permissionsTitle: 'What you allow at Microsoft',
  permissions: [
    'Read your calendars',
    'See your name and e-mail address',
    'Stay connected until you disconnect',
  ],
  never: 'Calmirror changes, creates and deletes nothing in Outlook: it has no permission to.',
  // The road of administrators.
  adminQuestion: 'Does your organisation require an administrator?',
  adminText: 'Your organisation may require an administrator to allow Calmirror first: send them this link.',
  adminGet: 'Get the link for an administrator',
  adminLink: 'Link for an administrator',
  adminLinkHint: 'Good for 7 days, in any browser; the administrator needs no account here.',
  copy: 'Copy link',
  copied: 'Copied',
  copiedNews: 'The link is copied.',
  copyByHand: 'Your browser does not allow copying. The link is selected: copy it by the keyboard.',
  // Choosing.
  chooseTitle: 'Choose calendars',
  chooseOf: (name: string, email: string) => `From ${name}’s account, ${email}`,
  chooseOfEmail: (email: string) => `From the account ${email}`,
  chooseLead: 'Calmirror mirrors the chosen ones. It reads them and changes nothing.',
  chooseLegend: 'Calendars',
  selectAll: 'Select all',
  selectedOf: (selected: number, all: number) => `${count(selected)} of ${count(all)} selected`,
  byDefault: 'Your default calendar',
  own: 'Your calendar',
  sharedBy: (owner: string) => `Shared by ${owner}`,
  sharedBySomebody: 'Shared with you',
  readOnlyForYou: 'Read-only for you',
  checkedRegularly: 'Checked every few minutes, because Microsoft does not push changes of shared calendars',
  alreadyConnected: 'Connected already',
  mirror: (calendars: number) =>
    calendars === 0 ? 'Mirror calendars' : `Mirror ${counted(calendars, 'calendar', 'calendars')}`,
  cancel: 'Cancel',
  chooseAtLeastOne: 'Choose at least one calendar.',
  timeLeft: (minutes: number) =>
    minutes <= 1
      ? 'Less than a minute left to choose. After that you sign in at Microsoft again.'
      : `Less than ${counted(minutes, 'minute', 'minutes')} left to choose. After that you sign in at Microsoft again.`,
  loadingChoice: 'Loading the calendars of your account …',
  chosenNews: (calendars: number) =>
    `${counted(calendars, 'calendar is', 'calendars are')} connected. The first sync has begun.`,
  notChosenTitle: 'Nothing was connected',
  notOffered: 'A calendar of this list is not there any more. The list was read anew: choose again.',
  healedNews: (email: string, calendars: number) =>
    `${email} is connected again. ${counted(calendars, 'calendar goes', 'calendars go')} on where ${
      calendars === 1 ? 'it' : 'they'
    } stopped.`,
  noCalendarsTitle: 'No calendars in this account',
  noCalendars: 'Microsoft found no calendar in the mailbox of this account. Nothing was connected.',
  // Endings.
  endings,
  refusals,
  unknownEnding: {
    title: 'Connecting did not work',
    cause: 'Something stood against it that this page does not know. Nothing was connected.',
    whatToDo: 'Begin again. If it stays, tell whoever runs this Calmirror.',
    action: 'Begin again',
  },
  sessionOver: {
    title: 'The time to choose is over',
    cause:
      'This choice was used, is older than 10 minutes, or belongs to somebody else. Nothing more was connected.',
    whatToDo: 'Begin again: you sign in at Microsoft and choose.',
    action: 'Begin again',
  },
  allConnected: {
    title: 'Already connected',
    cause: (email: string) => `Every calendar of ${email} is mirrored already:`,
    whatToDo: 'There is nothing to do. To mirror another account, connect that one.',
    action: 'Connect another account',
  },
  granted: {
    title: 'Thank you: Calmirror is allowed',
    text: 'The people of your organisation can connect their calendars now. Each of them signs in and chooses for themselves.',
    close: 'You can close this page.',
    action: 'Connect now',
  },
  consentCounts:
    'If you are an administrator and have just agreed at Microsoft, your consent counts all the same: you can close this page.',
  signInFirst: 'Nobody is signed in to Calmirror in this browser.',
  signIn: 'Sign in',
  toCalendars: 'Go to your calendars',
} as const;
