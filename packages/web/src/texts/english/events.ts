export const eventsTexts = {} as const;
