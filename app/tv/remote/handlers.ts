import type { KeyPress } from './keys'

/**
 * Types of the key handlers that a Lightning component may have. They receive a `KeyPress`, not a DOM event, and give
 * `false` to pass the key on. `_capture…` runs from the app inwards, `_handle…` from the focus outwards; `…Release`
 * hears the key come up; `Any` stands for keys without a handler of their own. Lightning's own `_handleKey` is not
 * used: its type is bound to DOM events. (Methods one by one, because TypeScript refuses to override mapped ones.)
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that takes the key need not return anything
type Handled = boolean | undefined | void

declare module '@lightningjs/core' {
  namespace Component {
    interface CustomKeyHandlers {
      _captureUp?(press: KeyPress): Handled
      _captureUpRelease?(press: KeyPress): Handled
      _handleUp?(press: KeyPress): Handled
      _handleUpRelease?(press: KeyPress): Handled
      _captureDown?(press: KeyPress): Handled
      _captureDownRelease?(press: KeyPress): Handled
      _handleDown?(press: KeyPress): Handled
      _handleDownRelease?(press: KeyPress): Handled
      _captureLeft?(press: KeyPress): Handled
      _captureLeftRelease?(press: KeyPress): Handled
      _handleLeft?(press: KeyPress): Handled
      _handleLeftRelease?(press: KeyPress): Handled
      _captureRight?(press: KeyPress): Handled
      _captureRightRelease?(press: KeyPress): Handled
      _handleRight?(press: KeyPress): Handled
      _handleRightRelease?(press: KeyPress): Handled
      _captureEnter?(press: KeyPress): Handled
      _captureEnterRelease?(press: KeyPress): Handled
      _handleEnter?(press: KeyPress): Handled
      _handleEnterRelease?(press: KeyPress): Handled
      _captureBack?(press: KeyPress): Handled
      _captureBackRelease?(press: KeyPress): Handled
      _handleBack?(press: KeyPress): Handled
      _handleBackRelease?(press: KeyPress): Handled
      _captureDigit?(press: KeyPress): Handled
      _captureDigitRelease?(press: KeyPress): Handled
      _handleDigit?(press: KeyPress): Handled
      _handleDigitRelease?(press: KeyPress): Handled
      _captureChannelUp?(press: KeyPress): Handled
      _captureChannelUpRelease?(press: KeyPress): Handled
      _handleChannelUp?(press: KeyPress): Handled
      _handleChannelUpRelease?(press: KeyPress): Handled
      _captureChannelDown?(press: KeyPress): Handled
      _captureChannelDownRelease?(press: KeyPress): Handled
      _handleChannelDown?(press: KeyPress): Handled
      _handleChannelDownRelease?(press: KeyPress): Handled
      _captureRed?(press: KeyPress): Handled
      _captureRedRelease?(press: KeyPress): Handled
      _handleRed?(press: KeyPress): Handled
      _handleRedRelease?(press: KeyPress): Handled
      _captureGreen?(press: KeyPress): Handled
      _captureGreenRelease?(press: KeyPress): Handled
      _handleGreen?(press: KeyPress): Handled
      _handleGreenRelease?(press: KeyPress): Handled
      _captureYellow?(press: KeyPress): Handled
      _captureYellowRelease?(press: KeyPress): Handled
      _handleYellow?(press: KeyPress): Handled
      _handleYellowRelease?(press: KeyPress): Handled
      _captureBlue?(press: KeyPress): Handled
      _captureBlueRelease?(press: KeyPress): Handled
      _handleBlue?(press: KeyPress): Handled
      _handleBlueRelease?(press: KeyPress): Handled
      _captureMenu?(press: KeyPress): Handled
      _captureMenuRelease?(press: KeyPress): Handled
      _handleMenu?(press: KeyPress): Handled
      _handleMenuRelease?(press: KeyPress): Handled
      _captureInfo?(press: KeyPress): Handled
      _captureInfoRelease?(press: KeyPress): Handled
      _handleInfo?(press: KeyPress): Handled
      _handleInfoRelease?(press: KeyPress): Handled
      _captureHelp?(press: KeyPress): Handled
      _captureHelpRelease?(press: KeyPress): Handled
      _handleHelp?(press: KeyPress): Handled
      _handleHelpRelease?(press: KeyPress): Handled
      _captureAny?(press: KeyPress): Handled
      _captureAnyRelease?(press: KeyPress): Handled
      _handleAny?(press: KeyPress): Handled
      _handleAnyRelease?(press: KeyPress): Handled
    }
  }
}
