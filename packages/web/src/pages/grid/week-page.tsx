import { GridPage } from './grid-page.tsx';

export function WeekPage() {
  return <GridPage view="week" />;
}
