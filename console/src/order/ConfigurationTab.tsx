import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { transactionsQuery } from '../api/services.ts';
import { transactionWords } from '../network/words.ts';
import { useMay } from '../session/useSession.ts';
import { Empty } from '../shared/Empty.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { titleOf, wordsOf } from '../shared/units.ts';
import { DeviceChanges } from './DeviceChanges.tsx';
import classes from './Order.module.css';
import { useServices } from './useOrder.ts';

/** The network-wide transactions of the order's services, each with its devices and what changed on them. */
export function ConfigurationTab({ orderId }: { readonly orderId: string }) {
  const may = useMay('network.read');
  const { query: services, facing } = useServices(orderId);
  const query = useQuery({ ...transactionsQuery(orderId, facing), enabled: may && services.isSuccess });
  if (!may) return <Empty title="Your role does not see configuration.">It lacks network.read.</Empty>;
  return (
    <Read query={query}>
      {(transactions) =>
        transactions.length === 0 ? (
          <Empty title="No device was configured for this order yet.">
            Devices are configured together in one transaction when the plan reaches that step.
          </Empty>
        ) : (
          <div className={classes['stack']}>
            {transactions.map((transaction) => (
              <Section
                key={transaction.id}
                title={`${transaction.devices.length} ${transaction.devices.length === 1 ? 'device' : 'devices'} in one transaction`}
                aside={<State state={transactionWords[transaction.state]} />}
              >
                <span className="quiet">
                  Begun <Instant at={transaction.createdAt} /> by the real clock, attempt{' '}
                  {transaction.attempt}.{' '}
                  <Link to="/network/transactions/$id" params={{ id: transaction.id }}>
                    Its journal
                  </Link>
                </span>
                {transaction.failures.map((failure) => (
                  <p key={`${failure.device} ${failure.phase}`}>
                    <b>{failure.device}</b>, {wordsOf(failure.phase)}: {failure.message}{' '}
                    <span className="mono quiet">{failure.code}</span>. {failure.correctiveAction}
                  </p>
                ))}
                {transaction.devices.map((device) => (
                  <DeviceChanges
                    key={device.device}
                    device={device.device}
                    state={titleOf(device.state)}
                    changes={device.changes}
                  />
                ))}
              </Section>
            ))}
          </div>
        )
      }
    </Read>
  );
}
