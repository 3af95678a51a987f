import { GridPage } from './grid-page.tsx';

export function MonthPage() {
  return <GridPage view="month" />;
}
