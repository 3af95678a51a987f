export const calendarsTexts = {} as const;
