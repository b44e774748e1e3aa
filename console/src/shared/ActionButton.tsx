import { Button, type ButtonProps, Loader, Tooltip } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type Props = Omit<ButtonProps, 'disabled' | 'loading'> & {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  /** What it began is under way: another press does nothing. */
  readonly loading?: boolean;
  /** Why it cannot be used now. Given, the button stays in reach and says so. */
  readonly why?: string | undefined;
};

/**
 * A button that says why it is disabled, to the eye and to a screen reader. It never leaves the tab order, and never
 * loses the focus while it works.
 */
export function ActionButton({
  why,
  loading = false,
  onClick,
  children,
  type = 'button',
  leftSection,
  ...rest
}: Props) {
  const description = useId();
  const disabled = why !== undefined;
  const idle = disabled || loading;
  return (
    <Tooltip
      label={why}
      disabled={!disabled}
      multiline
      maw={320}
      events={{ hover: true, focus: true, touch: true }}
    >
      <Button
        {...rest}
        type={idle ? 'button' : type}
        leftSection={loading ? <Loader size={14} color="currentColor" /> : leftSection}
        aria-busy={loading}
        {...(disabled
          ? { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': description }
          : {})}
        onClick={idle ? (event) => event.preventDefault() : onClick}
      >
        {children}
        {disabled && (
          <span id={description} className="hidden-visually">
            {why}
          </span>
        )}
      </Button>
    </Tooltip>
  );
}
