import { createHashRouter } from 'react-router'
import { routes } from './routes.tsx'

/** Addresses carry ids only: an address may end up in a log or a window list. */
export const router = createHashRouter(routes)
