/** The event cannot be a row; the reason is for a person and holds no content. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}
