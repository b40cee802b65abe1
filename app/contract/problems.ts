/**
 * The stable `type`s of problem documents (RFC 9457). The TV chooses its words by these, never by `detail`.
 * A camera that one may not see answers `not-found`, exactly as one that does not exist.
 */
export const problems = {
  'bad-request': [400, 'The request cannot be understood'],
  'idempotency-key-missing': [400, 'An Idempotency-Key of 16 to 128 characters is needed'],
  unauthorized: [401, 'Sign-in is needed'],
  'token-expired': [401, 'The token has ended'],
  'token-invalid': [401, 'The token is not valid'],
  forbidden: [403, 'This is not allowed'],
  'camera-closed': [403, 'The camera is closed for now'],
  'playback-revoked': [403, 'The playback was ended'],
  'pairing-suspended': [403, 'The pairing of this box waits to be confirmed'],
  'pin-needed': [403, 'The household PIN is needed'],
  'pin-wrong': [403, 'The household PIN is not right'],
  'not-found': [404, 'There is no such thing here'],
  conflict: [409, 'The request does not fit the present state'],
  'no-low-rendition': [409, 'The camera offers no picture of the permitted clarity'],
  'unsupported-codec': [409, 'The camera offers no picture that this box can play'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The content type is not supported'],
  'invalid-body': [422, 'The request has invalid values'],
  'idempotency-key-reused': [422, 'The Idempotency-Key was used with another body'],
  'import-invalid': [422, 'The files have errors; nothing was changed'],
  'removal-unconfirmed': [422, 'So many rows would be removed that it must be confirmed'],
  'too-many-requests': [429, 'Too many requests'],
  'watch-limit': [429, 'The limit of pictures at once is reached'],
  internal: [500, 'Something went wrong here'],
  'camera-unreachable': [502, 'The camera does not answer properly'],
  'middleware-unreachable': [502, 'The keys of the operator’s middleware cannot be read'],
  'store-down': [503, 'The store does not answer'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemName = keyof typeof problems

/** A problem document as it goes over the wire. */
export interface Problem {
  type: `/problems/${ProblemName}`
  title: string
  status: number
  detail?: string
  instance?: string
  [extension: string]: unknown
}
