import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { requestTest, serviceTestsQuery } from '../api/services.ts';
import { TestRuns } from '../order/TestRuns.tsx';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Empty } from '../shared/Empty.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Read } from '../shared/Read.tsx';
import { useAction } from '../shared/useAction.ts';

/** Every test of a service, newest first, and another one on demand. */
export function ServiceTests({ serviceId }: { readonly serviceId: string }) {
  const query = useQuery(serviceTestsQuery(serviceId));
  const [asking, ask] = useDisclosure(false);
  const why = useMay('test.run') ? undefined : 'Your role may not test services (test.run).';
  return (
    <Stack gap="md">
      <div>
        <ActionButton size="xs" why={why} onClick={ask.open}>
          Test it now…
        </ActionButton>
      </div>
      <Read query={query}>
        {(runs) => (runs.length === 0 ? <Empty title="Nothing was tested yet." /> : <TestRuns runs={runs} />)}
      </Read>
      {asking && <TestForm serviceId={serviceId} onClose={ask.close} />}
    </Stack>
  );
}

function TestForm({ serviceId, onClose }: { readonly serviceId: string; readonly onClose: () => void }) {
  const [name, setName] = useState('Test on demand');
  const [interrupt, setInterrupt] = useState(false);
  const mayInterrupt = useMay('test.interrupt');
  const request = useAction(
    () =>
      requestTest({
        name: name.trim(),
        relatedService: { id: serviceId },
        testSpecification: { id: 'default' },
        ...(interrupt ? { interruptionAllowed: true } : {}),
      }),
    { reread: [['service', serviceId]], done: 'The test is asked for.' },
  );
  return (
    <FormDialog
      title="Test the service now"
      verb="Test"
      ready={name.trim() !== ''}
      busy={request.isPending}
      onClose={onClose}
      onSubmit={() => request.mutate(undefined, { onSuccess: onClose })}
    >
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox
        label="It may load and interrupt the service"
        description={
          mayInterrupt
            ? 'Throughput and fail-over are tested too.'
            : 'Your role may not interrupt services (test.interrupt).'
        }
        disabled={!mayInterrupt}
        checked={interrupt}
        onChange={(event) => setInterrupt(event.currentTarget.checked)}
      />
    </FormDialog>
  );
}
