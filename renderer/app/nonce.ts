/** The nonce the protocol handler put into this response, for the style elements that libraries make. */
export const styleNonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''

// react-remove-scroll, under Mantine's modals, looks for the nonce in this well-known place.
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
