import { create } from 'zustand'

interface SignInState {
  /** True while the firm is being asked whether it takes the password. */
  readonly asking: boolean
}

/** Lets the form stay where it is until the firm has answered: what was typed must survive a wrong password. */
export const useSignIn = create<SignInState>(() => ({ asking: false }))

export function setAsking(asking: boolean): void {
  useSignIn.setState({ asking })
}
