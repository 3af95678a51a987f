/**
 * How an online meeting is written into an event: which invitation of the years, in which
 * language, with which form of link. Source: calendar facts 6.2 to 6.5. Names no mailbox.
 */
export const TEAMS_GENERATIONS = ['2019', '2021', '2024', '2026'] as const;
export const TEAMS_LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'] as const;
/** `classic` and `channel` are `/l/meetup-join/` links, `short` and `live` are `/meet/` ones. */
export const TEAMS_LINKS = ['classic', 'channel', 'short', 'live', 'cloud', 'gov', 'dod'] as const;

export type TeamsGeneration = (typeof TEAMS_GENERATIONS)[number];
export type TeamsLanguage = (typeof TEAMS_LANGUAGES)[number];
export type TeamsLink = (typeof TEAMS_LINKS)[number];

export interface TeamsStyle {
  readonly generation: TeamsGeneration;
  readonly language: TeamsLanguage;
  readonly link: TeamsLink;
  /** Whether the organizer has audio conferencing. */
  readonly dialIn: boolean;
  /** Whether a gateway has rewritten the links of the body. */
  readonly safelinks: boolean;
}

export interface TeamsLabels {
  readonly title: string;
  readonly join: Record<TeamsGeneration, string>;
  readonly meetingId: string;
  readonly passcode: string;
  readonly conferenceId: Record<TeamsGeneration, string>;
  readonly help: string;
}

/** A space in `join` is where Exchange breaks the line inside the link. */
export const LABELS: Record<TeamsLanguage, TeamsLabels> = {
  en: {
    title: 'Microsoft Teams meeting',
    join: {
      '2019': 'Join Microsoft Teams Meeting',
      '2021': 'Click here to join the meeting',
      '2024': 'Join the meeting now',
      '2026': 'Join:',
    },
    meetingId: 'Meeting ID:',
    passcode: 'Passcode:',
    conferenceId: {
      '2019': 'Conference ID:',
      '2021': 'Phone Conference ID:',
      '2024': 'Phone conference ID:',
      '2026': 'Phone conference ID:',
    },
    help: 'Need help?',
  },
  de: sameEveryYear({
    title: 'Microsoft Teams-Besprechung',
    join: 'Hier klicken, um an der Besprechung teilzunehmen',
    meetingId: 'Besprechungs-ID:',
    passcode: 'Passcode:',
    conferenceId: 'Telefonkonferenz-ID:',
    help: 'Benötigen Sie Hilfe?',
  }),
  es: sameEveryYear({
    title: 'Reunión de Microsoft Teams',
    join: 'Haga clic aquí para unirse a la reunión',
    meetingId: 'ID de la reunión:',
    passcode: 'Código de acceso:',
    conferenceId: 'Id. de conferencia telefónica:',
    help: '¿Necesita ayuda?',
  }),
  fr: sameEveryYear({
    title: 'Réunion Microsoft Teams',
    join: 'Cliquez ici pour rejoindre la réunion',
    meetingId: 'ID de réunion\u00A0:',
    passcode: 'Code secret\u00A0:',
    conferenceId: 'ID de conférence téléphonique\u00A0:',
    help: 'Besoin d’aide\u00A0?',
  }),
  ja: sameEveryYear({
    title: 'Microsoft Teams ミーティング',
    join: 'ここをクリックして会議に参加してください',
    meetingId: '会議 ID：',
    passcode: 'パスコード：',
    conferenceId: '電話会議 ID：',
    help: 'ヘルプ',
  }),
};

function sameEveryYear(
  labels: Omit<TeamsLabels, 'join' | 'conferenceId'> & {
    readonly join: string;
    readonly conferenceId: string;
  },
): TeamsLabels {
  const always = (text: string): Record<TeamsGeneration, string> => ({
    '2019': text,
    '2021': text,
    '2024': text,
    '2026': text,
  });
  return { ...labels, join: always(labels.join), conferenceId: always(labels.conferenceId) };
}
