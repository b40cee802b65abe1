import Type from 'typebox'

export { grantTypes } from './lists'

/** The RFC 6749 answer of every way of pairing, with the alarm credential beside it. */
export const TokenAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'seconds' }),
  refresh_token: Type.String(),
  alarm_token: Type.Optional(
    Type.String({ description: 'raises and follows alarms of this box, nothing else; given at pairing' }),
  ),
})
export type TokenAnswer = Type.Static<typeof TokenAnswer>

/** RFC 8628, section 3.2. */
export const DeviceAuthorization = Type.Object({
  device_code: Type.String(),
  user_code: Type.String(),
  verification_uri: Type.String(),
  verification_uri_complete: Type.String(),
  expires_in: Type.Integer(),
  interval: Type.Integer(),
})
export type DeviceAuthorization = Type.Static<typeof DeviceAuthorization>
