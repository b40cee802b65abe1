/** The stage on which every scene is drawn: pixels, and seconds until it repeats. */
export const width = 1280
export const height = 720
export const loopSeconds = 16
