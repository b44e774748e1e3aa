import type { ReactNode, Ref } from 'react';

type Props = {
  /** What is inside, for a screen reader. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLElement>;
  readonly children: ReactNode;
};

/** A part of a page that scrolls by itself. It can be reached and scrolled with the keyboard. */
export function Scroller({ label, className, ref, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll here (WCAG 2.2, 2.1.1)
    <section className={className} ref={ref} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
