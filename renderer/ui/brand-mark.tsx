/** The product's mark: a book that is also two people at a table. */
export function BrandMark({
  className,
  size = 22,
}: {
  readonly className?: string | undefined
  readonly size?: number
}) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M12 6.2C9.8 4.6 6.9 4 3.5 4v14c3.4 0 6.3.6 8.5 2.2 2.2-1.6 5.1-2.2 8.5-2.2V4c-3.4 0-6.3.6-8.5 2.2Z"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
      <path d="M12 6.2v14" stroke="currentColor" strokeWidth="1.8" />
      <path
        d="m6.5 13 1.8-2 1.6 1.4M14.2 12.8l1.9-3 1.6 1.2"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
