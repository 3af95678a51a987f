/** `npm run build:page` */
import { buildPage } from './build-page.ts';

const { folder, built } = await buildPage();
console.log(built ? `The page is built: ${folder}` : `The page is current: ${folder}`);
