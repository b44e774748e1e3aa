import { Button, Group, Text } from '@mantine/core';

type Props = {
  readonly offset: number;
  readonly limit: number;
  readonly shown: number;
  readonly total: number;
  readonly more: boolean;
  /** What is counted, such as `orders`. */
  readonly what: string;
  readonly onOffset: (offset: number) => void;
};

/** Where in a list the page is, and the way to the next one. */
export function Pager({ offset, limit, shown, total, more, what, onOffset }: Props) {
  const last = offset + shown;
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" className="quiet numbers" role="status">
        {total === 0 ? `No ${what}` : `${offset + 1}–${last} of ${total}${more ? ' or more' : ''} ${what}`}
      </Text>
      {(offset > 0 || last < total) && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={offset === 0}
            onClick={() => onOffset(Math.max(0, offset - limit))}
          >
            Previous
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={last >= total}
            onClick={() => onOffset(offset + limit)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
