import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { parseSiteTable, siteColumns } from '@turnup/contract/siteTable';
import { useState } from 'react';
import type { SiteDraft } from './draft.ts';
import { siteDraft } from './draftOf.ts';
import classes from './Requirement.module.css';

type Props = {
  readonly onSites: (sites: readonly SiteDraft[]) => void;
  readonly onClose: () => void;
};

/** Sites from a spreadsheet or a CSV file. Lines that are no site are told; only whole tables are taken. */
export function PasteForm({ onSites, onClose }: Props) {
  const [text, setText] = useState('');
  const lines = parseSiteTable(text);
  const sites = lines.flatMap((line) => ('site' in line ? [siteDraft(line.site)] : []));
  const faults = lines.flatMap((line) => ('fault' in line ? [line] : []));
  return (
    <Modal opened onClose={onClose} title="Sites from a table" size="lg">
      <Stack gap="md">
        <Textarea
          label="Lines of a spreadsheet or CSV file"
          description={`Columns: ${siteColumns.join(', ')}; only the first is needed. A heading may name them in another order.`}
          placeholder={'site,bandwidth,access\nHEAD-OFFICE,1G,dual\nDEPOT,100,single'}
          autosize
          minRows={6}
          maxRows={16}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          data-autofocus
        />
        <div role="status">
          {lines.length > 0 && `${sites.length} of ${lines.length} lines are sites.`}
          <ul className={classes['faults']}>
            {faults.slice(0, 20).map(({ line, fault }) => (
              <li key={line}>
                Line {line} {fault}.
              </li>
            ))}
          </ul>
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={sites.length === 0 || faults.length > 0}
            onClick={() => {
              onSites(sites);
              onClose();
            }}
          >
            Take {sites.length} {sites.length === 1 ? 'site' : 'sites'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
