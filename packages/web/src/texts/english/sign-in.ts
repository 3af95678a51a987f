import { counted } from '../counted.ts';

export const signInTexts = {
  signInTitle: 'Sign in',
  signUpTitle: 'Create your account',
  welcome:
    'Calmirror keeps a read-only copy of your Outlook calendars in a database that is yours, and keeps it current.',
  firstAccount: 'The first account made here is the operator’s: it alone sees the audit log of everybody.',
  email: 'E-mail',
  password: 'Password',
  newPasswordHint: (least: number) => `At least ${counted(least, 'character', 'characters')}.`,
  show: 'Show',
  hide: 'Hide',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  signIn: 'Sign in',
  signUp: 'Create account',
  noAccountYet: 'No account yet?',
  toSignUp: 'Create one',
  haveAccount: 'You have an account?',
  toSignIn: 'Sign in',
  signUpClosedTitle: 'No new accounts here',
  signUpClosed:
    'This Calmirror takes no new accounts. Sign in with yours, or ask the operator to open sign-up (SIGN_UP=open).',
  emailMissing: 'Enter your e-mail address.',
  emailMalformed: 'This is not a whole e-mail address. Write it like name@example.com.',
  passwordMissing: 'Enter your password.',
  passwordTooShort: (least: number) =>
    `The password is too short. Use ${counted(least, 'character', 'characters')} or more.`,
  wrongTitle: 'You are not signed in',
  wrongPassword: 'The e-mail or the password is wrong. Check both and try again.',
  tooManyTitle: 'Too many tries',
  tooMany: (seconds: number | undefined) =>
    seconds === undefined
      ? 'There were too many tries from here. Wait a minute, then try again.'
      : `There were too many tries from here. Wait ${counted(seconds, 'second', 'seconds')}, then try again.`,
  offlineTitle: 'Calmirror does not answer',
  offline: 'Check that it is running and that you are connected to it, then try again.',
  busyTitle: 'Calmirror is not ready',
  busy: 'It is starting or very busy. Try again in a few seconds.',
  brokenTitle: 'Something broke in Calmirror',
  broken: 'Nothing was changed. Try again.',
} as const;
