/** Page after page without anything new, under links that never end: Graph's bug (msgraph-sdk-dotnet 3070). */
export class LoopingRoundError extends Error {
  override readonly name = 'LoopingRoundError';
  constructor() {
    super('Graph keeps sending the same events with fresh links.');
  }
}
