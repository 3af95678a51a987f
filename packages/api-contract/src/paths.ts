/**
 * Every address of the REST API and of the page, written as Fastify and the web write it.
 * Imports nothing: the page takes it by the sub-path `/paths`, without the schemas.
 */
export const paths = {
  signUp: '/api/auth/sign-up/email',
  signIn: '/api/auth/sign-in/email',
  signOut: '/api/auth/sign-out',
  session: '/api/auth/get-session',
  oauthLogin: '/api/oauth/microsoft/login',
  oauthCallback: '/api/oauth/microsoft/callback',
  oauthAdminConsent: '/api/oauth/microsoft/admin-consent',
  oauthSelect: '/api/oauth/microsoft/select',
  oauthSession: '/api/oauth/session/:sessionId',
  calendars: '/api/calendars',
  calendarStats: '/api/calendars/stats',
  calendarSyncAll: '/api/calendars/sync-all',
  calendar: '/api/calendars/:id',
  calendarSync: '/api/calendars/:id/sync',
  calendarRuns: '/api/calendars/:id/runs',
  calendarWebhook: '/api/calendars/:id/webhook',
  calendarEvents: '/api/calendars/:id/events',
  events: '/api/events',
  event: '/api/events/:id',
  categories: '/api/categories',
  changes: '/api/changes',
  stream: '/api/stream',
  microsoftWebhook: '/api/webhooks/microsoft/events',
  googleWebhook: '/api/webhooks/google/events',
  auditLog: '/api/audit-log',
  backgroundJobs: '/api/background-jobs',
  live: '/health/live',
  ready: '/health/ready',
  metrics: '/metrics',
  docs: '/api/docs',
  openapi: '/api/openapi.json',
  problem: '/problems/:code',
} as const;

export type PathName = keyof typeof paths;

/** The addresses of the page. Any other that a browser opens is the page's own not-found, with status 404. */
export const pagePaths = {
  home: '/',
  signIn: '/sign-in',
  signUp: '/sign-up',
  connect: '/connect',
  calendars: '/calendars',
  agenda: '/agenda',
  week: '/week',
  month: '/month',
} as const;

export type PagePathName = keyof typeof pagePaths;
