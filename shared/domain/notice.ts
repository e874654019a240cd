/** Days ahead at which an ending document or power is worth a word. */
export const NOTICE_DAYS = 90
