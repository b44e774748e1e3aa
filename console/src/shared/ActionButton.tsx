import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type Props = ButtonProps & {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  /** Why it cannot be used now. Given, the button stays in reach and says so. */
  readonly why?: string | undefined;
};

/** A button that says why it is disabled, to the eye and to a screen reader, and keeps its place in the tab order. */
export function ActionButton({ why, onClick, children, type = 'button', ...rest }: Props) {
  const description = useId();
  const disabled = why !== undefined;
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
        type={disabled ? 'button' : type}
        {...(disabled
          ? { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': description }
          : {})}
        onClick={disabled ? (event) => event.preventDefault() : onClick}
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
