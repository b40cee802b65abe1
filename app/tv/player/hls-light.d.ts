/** hls.js publishes no types beside its light build; they are those of the full one. */
declare module 'hls.js/light' {
  export * from 'hls.js'
  export { default } from 'hls.js'
}
