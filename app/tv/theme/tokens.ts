/** The look of the app: a lit porch at night. Colours are 0xAARRGGBB, lengths are units of the 1920×1080 stage. */

const normal = {
  /** The ground of every screen. */
  night: 0xff0b1320,
  /** A step above the ground: cards, bands. */
  card: 0xff16213a,
  /** A step above a card: what is chosen but not focused. */
  raised: 0xff22304f,
  line: 0xff2c3b5c,
  text: 0xfff2f5fa,
  calm: 0xffa9b6cc,
  /** Only for focus and what can be pressed. */
  amber: 0xffffb547,
  /** Only for an alarm. */
  red: 0xffff5a52,
  /** Only for "a person has answered". */
  green: 0xff57d18c,
  /** The blue colour key's dot in the legend; nothing else is blue. */
  blue: 0xff5b9dff,
  /** Under words that stand on a picture. */
  shade: 0xe00b1320,
  /** Drawings that stand for a picture. */
  drawing: 0xff3b4f7a,
  /** What lies under an overlay. */
  veil: 0xd9060a12,
}
const high: Colours = {
  ...normal,
  night: 0xff000000,
  card: 0xff10182a,
  raised: 0xff1e2b48,
  line: 0xff7d8aa5,
  text: 0xffffffff,
  calm: 0xffdde4f0,
  amber: 0xffffc766,
  shade: 0xff000000,
  drawing: 0xff55699a,
  veil: 0xf2000000,
}
export type Colours = Record<keyof typeof normal, number>

/** The colours in force; `useContrast` changes them in place, screens drawn afterwards have the new ones. */
export const colour: Colours = { ...normal }

/** Chooses the contrast; the app draws its screens anew afterwards. */
export function useContrast(contrast: 'normal' | 'high'): void {
  Object.assign(colour, contrast === 'high' ? high : normal)
}

export const stage = { w: 1920, h: 1080 } as const

/** 5 % of the stage that a television may cut off. */
export const margin = { x: 96, y: 54 } as const

/** Steps of distance. */
export const space = { hair: 4, small: 8, near: 16, gap: 24, wide: 32, far: 48 } as const

export const radius = 16
/** The outline of what has the focus. */
export const outline = 6

/** Seconds. Nothing moves while a key is held, nothing at all in reduced motion. */
export const motion = { quick: 0.12, calm: 0.2, easing: 'ease-out' } as const
