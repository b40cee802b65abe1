/**
 * The contract's word lists as plain values without a dependency, so that boxes can use them without a schema library.
 */

export const alarmKinds = ['help', 'fire', 'medical', 'intruder'] as const

export const alarmModes = ['real', 'drill', 'test'] as const

/** States move forward only, in this order. */
export const alarmStates = ['raised', 'displayed', 'acknowledged', 'attending', 'closed'] as const

export const outcomes = ['real', 'false_alarm', 'drill', 'test'] as const

/** Ready sentences of a desk to the caller's TV: the box says them in its own language. */
export const readyTexts = [
  'how_are_you',
  'are_you_safe',
  'is_somebody_hurt',
  'open_the_door',
  'stay_there',
  'come_out',
] as const

/** What a caller can answer with the arrows. */
export const textAnswers = ['yes', 'no', 'cannot', 'understood', 'call_me', 'do_not_call'] as const

export const kinds = ['gate', 'street', 'parking', 'square', 'playground', 'water', 'other'] as const

/** The steps of the area tree, from wide to near. */
export const levels = ['county', 'township', 'village', 'grid'] as const

export const reportKinds = ['picture_bad', 'privacy', 'fault'] as const

/** The grant types of `POST /oauth/token`. */
export const grantTypes = {
  activationCode: 'urn:porchlight:grant:activation-code',
  deviceCode: 'urn:ietf:params:oauth:grant-type:device_code',
  assertion: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  refresh: 'refresh_token',
} as const
